using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <summary>
/// A version of a step whose script killed its process too often. Its messages wait, and count no attempt, until a person releases the step or
/// a new version of the flow is deployed.
/// </summary>
/// <param name="FlowVersion">The version that does not run; messages of other versions do.</param>
/// <param name="Code">The error code of the last kill.</param>
/// <param name="Reason">How often, and what happened last, in words.</param>
/// <param name="Kills">How many kills led to it.</param>
/// <param name="At">Since when.</param>
/// <param name="MessageId">The message that was at work at the last kill.</param>
public sealed record Quarantine(StepAddress Address, int FlowVersion, string Code, string Reason, int Kills, DateTimeOffset At, string MessageId);
