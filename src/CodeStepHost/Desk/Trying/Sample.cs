using CodeStepHost.Testing.Running;

namespace CodeStepHost.Desk.Trying;

/// <summary>A message to try a step with.</summary>
/// <param name="Name">Where it comes from, for people: <c>samples/greet.json</c>.</param>
/// <param name="Input">The message, and what else its step finds.</param>
/// <param name="IsRecorded">Whether HTTP calls are answered from recordings; else they leave the machine.</param>
internal sealed record Sample(string Name, StepInput Input, bool IsRecorded);

/// <summary>A sample that is there but cannot be used.</summary>
/// <param name="message">Which, and why.</param>
internal sealed class SampleException(string message) : Exception(message);
