using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Flows.Stores;

/// <summary>One message taken in from outside: its copies for the steps after the trigger.</summary>
/// <param name="Id">What makes it the same message when it is sent again.</param>
/// <param name="Trigger">The trigger step that took it in.</param>
/// <param name="Messages">One for each step after the trigger; all of one flow.</param>
public sealed record Intake(string Id, StepAddress Trigger, IReadOnlyList<NewMessage> Messages);

/// <param name="Count">How many messages at most; at least 1.</param>
/// <param name="Owner">The host that claims: one name per process.</param>
/// <param name="LeaseUntil">When the lease runs out unless renewed.</param>
public sealed record ClaimRequest(StepAddress Address, int Count, string Owner, DateTimeOffset Now, DateTimeOffset LeaseUntil);

/// <param name="Messages">What was leased, in the order in which it is to run.</param>
/// <param name="NextDue">When the next message of the step comes due, or the next probe, if fewer than asked for were due now.</param>
public sealed record ClaimResult(IReadOnlyList<ClaimedMessage> Messages, DateTimeOffset? NextDue)
{
    /// <summary>The flow versions of the step that are in quarantine or on hold: their messages are not claimed, probes apart.</summary>
    public IReadOnlyList<int> Withheld { get; init; } = [];
}

/// <summary>All that became of one execution.</summary>
public sealed record StepCommit
{
    /// <summary>The lease; a commit whose generation is old is refused.</summary>
    public required ClaimToken Claim { get; init; }

    /// <summary>The message as it was claimed.</summary>
    public required ClaimedMessage Claimed { get; init; }

    /// <summary>What to do with the message.</summary>
    public required Disposition Disposition { get; init; }

    /// <summary>Messages for following steps.</summary>
    public IReadOnlyList<NewMessage> Messages { get; init; } = [];

    /// <summary>How many of the messages staged for this claim are published, oldest first, ahead of <see cref="Messages"/>; the others are dropped.</summary>
    public int PublishStaged { get; init; }

    /// <summary>Errors to record; each with the message for its handler, if there is one. The store sets that message's <see cref="NewMessage.HandlesError"/>.</summary>
    public IReadOnlyList<NewError> Errors { get; init; } = [];

    /// <summary>The version of the step's snapshot that the execution was given; the commit is refused when it has changed. Null: the step does not use its snapshot.</summary>
    public int? SnapshotSeen { get; init; }

    /// <summary>The step's new snapshot; null: unchanged.</summary>
    public ReadOnlyMemory<byte>? Snapshot { get; init; }

    /// <summary>The step's new credential values, laid over those stored; null: unchanged.</summary>
    public ReadOnlyMemory<byte>? Keys { get; init; }

    /// <summary>What a failed execution depended on besides its message, as JSON: kept with its errors.</summary>
    public ReadOnlyMemory<byte>? Recording { get; init; }

    /// <summary>Whether the error that the message handles is closed.</summary>
    public bool ClosesHandledError { get; init; }

    /// <summary>Puts a version of the message's step into quarantine or on hold, if it is not already; a quarantine takes the place of a hold.</summary>
    public Quarantine? Quarantine { get; init; }

    /// <summary>Whether the hold of the message's step and version ends.</summary>
    public bool EndsHold { get; init; }

    /// <summary>The record of the execution.</summary>
    public required ExecutionRecord Execution { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <param name="Error">What happened.</param>
/// <param name="Handler">The message that tells the Error-Handling step of it.</param>
public sealed record NewError(StepError Error, NewMessage? Handler);

/// <summary>How a commit went.</summary>
public enum CommitResult
{
    /// <summary>All of it is stored.</summary>
    Committed = 0,

    /// <summary>Nothing is stored: another worker holds the message, or it is gone.</summary>
    LeaseLost = 1,

    /// <summary>Nothing is stored: the step's snapshot has changed since. The message is still leased.</summary>
    SnapshotChanged = 2,
}

/// <param name="Outcome"><c>success</c>, <c>rebound</c>, <c>failed</c> or <c>returned</c>.</param>
/// <param name="Seed">Where the execution's random numbers started.</param>
/// <param name="Emitted">How many messages it emitted that were kept.</param>
public sealed record ExecutionRecord(DateTimeOffset StartedAt, TimeSpan Duration, string Outcome, ulong Seed, int Emitted);

/// <summary>A line that a step logged.</summary>
public sealed record StepLogLine(StepAddress Address, string MessageId, string Run, string Thread, DateTimeOffset At, StepLogLevel Level, string Text);

/// <param name="Version">The flow's current version.</param>
/// <param name="Changed">False when the package was already current.</param>
/// <param name="Moved">How many queued messages moved to the new version.</param>
/// <param name="Released">How many quarantines the new version lifted; the messages that waited in them have moved to it.</param>
public sealed record DeployResult(int Version, bool Changed, int Moved, int Released = 0);

/// <param name="Errors">Which errors' messages to retry.</param>
/// <param name="Content">The message's edited content, instead of what it was; only with one error.</param>
/// <param name="OldVersion">Whether to run on the version on which it failed instead of the current one.</param>
public sealed record RetryRequest(IReadOnlyList<long> Errors, ReadOnlyMemory<byte>? Content = null, bool OldVersion = false);

/// <param name="Retried">Errors whose message is back in its queue.</param>
/// <param name="Refused">Errors that were not, each with the reason: <c>flow is not active</c>, <c>is not open</c>, <c>does not exist</c>, <c>its message was too large to keep</c>.</param>
public sealed record RetryResult(IReadOnlyList<long> Retried, IReadOnlyDictionary<long, string> Refused);

/// <summary>What a person does with a parked message.</summary>
public enum ReboundAction
{
    /// <summary>It comes due now; also ends a hold.</summary>
    Release = 0,

    /// <summary>It stays parked until released.</summary>
    Hold = 1,

    /// <summary>It becomes a failed message: <c>rebound.cancelled</c>, with the last reason as its cause.</summary>
    Cancel = 2,
}

/// <summary>What a person grants a parked message.</summary>
/// <param name="Attempts">How many rebounds more than its step's limit; zero or more.</param>
/// <param name="Later">By how much later it comes back; zero or more.</param>
public sealed record ReboundExtension(int Attempts, TimeSpan Later);

/// <param name="Expected">The version that the person saw; 0 when the step had none. Null: whatever it is.</param>
/// <param name="Value">The new value as JSON; null resets.</param>
/// <param name="By">Who: for the history.</param>
public sealed record SnapshotWrite(StepAddress Address, int? Expected, ReadOnlyMemory<byte>? Value, string By);

/// <param name="Written">False when the snapshot has changed since.</param>
/// <param name="Version">The snapshot's version now.</param>
public sealed record SnapshotWriteResult(bool Written, int Version);

/// <summary>How long records are kept.</summary>
/// <param name="Errors">Age of errors.</param>
/// <param name="ErrorsPerFlow">Most errors of a flow; the oldest go first.</param>
/// <param name="Executions">Age of execution records.</param>
/// <param name="Logs">Age of log lines.</param>
/// <param name="SnapshotHistory">Former values kept per step.</param>
/// <param name="Intakes">How long a taken-in id is remembered.</param>
public sealed record Retention(TimeSpan Errors, int ErrorsPerFlow, TimeSpan Executions, TimeSpan Logs, int SnapshotHistory, TimeSpan Intakes)
{
    /// <summary>30 days, 1000 errors per flow, 7 days of executions and log lines, 50 snapshots, 7 days of ids.</summary>
    public static Retention Default { get; } = new(TimeSpan.FromDays(30), 1000, TimeSpan.FromDays(7), TimeSpan.FromDays(7), 50, TimeSpan.FromDays(7));
}

/// <summary>How many records a prune dropped.</summary>
public sealed record PruneResult(int Errors, int Executions, int Logs, int Snapshots, int Intakes);
