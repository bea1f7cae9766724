using System.Buffers;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>Who has a script process in hand: it receives the frames of its executions, one at a time, in order.</summary>
internal interface ISandboxTenant
{
    /// <summary>Takes a frame of type Emit, Log, HttpRequest or Ended. The payload is only lent; while the call waits, nothing is read from the process.</summary>
    /// <exception cref="FrameException">The frame makes no sense; the process is killed.</exception>
    ValueTask OnFrameAsync(FrameHeader header, ReadOnlySequence<byte> payload);

    /// <summary>The process has ended; no frame follows.</summary>
    void OnLost(SandboxDeath death);

    /// <summary>Others wait for a process: give this one back if it has no work, or when its turn is over.</summary>
    void OnWanted();
}
