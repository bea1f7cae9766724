using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Pipes;

/// <summary>One frame from the host. The payload's memory is the frame's own for as long as it is referenced.</summary>
internal readonly record struct InputFrame(FrameType Type, uint Number, ReadOnlyMemory<byte> Payload);
