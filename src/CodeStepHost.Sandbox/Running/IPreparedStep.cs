using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Running;

/// <summary>A compiled script that can be run on messages, one after another.</summary>
internal interface IPreparedStep : IDisposable
{
    /// <summary>What the script was compiled from.</summary>
    PrepareRequest Request { get; }

    /// <summary>Runs the script on one message. The script's own errors are in the result; nothing is thrown but a lack of memory.</summary>
    EndedPayload Execute(Execution execution);
}
