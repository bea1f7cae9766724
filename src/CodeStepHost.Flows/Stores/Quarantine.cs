using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <summary>
/// A version of a step that does not run. In a quarantine it is because its script killed its process too often: its messages wait, and count no
/// attempt, until a person releases the step or a new version of the flow is deployed. On a hold, because its messages failed or rebounded alike too
/// often in a row: now and then one message is tried, and a success ends the hold too.
/// </summary>
/// <param name="FlowVersion">The version that does not run; messages of other versions do.</param>
/// <param name="Code">The error code of the last kill; of a hold, that of the last failure, or <c>rebound</c>.</param>
/// <param name="Reason">How often, and what happened last, in words.</param>
/// <param name="Kills">How many kills, or failures and rebounds, led to it.</param>
/// <param name="At">Since when.</param>
/// <param name="MessageId">The message that was at work at the last of them.</param>
public sealed record Quarantine(StepAddress Address, int FlowVersion, string Code, string Reason, int Kills, DateTimeOffset At, string MessageId)
{
    /// <summary>When messages are tried; null: never, it is a quarantine.</summary>
    public ProbeSchedule? Probe { get; init; }

    /// <summary>Whether it is a hold.</summary>
    public bool IsHold => Probe is not null;
}

/// <param name="Every">The time between two messages that are tried.</param>
/// <param name="NextAt">When the next one may be.</param>
public sealed record ProbeSchedule(TimeSpan Every, DateTimeOffset NextAt);
