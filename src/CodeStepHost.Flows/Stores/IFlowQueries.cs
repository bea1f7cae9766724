using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Flows.Stores;

/// <summary>Reads for people and for the dispatcher; never waits for a writer.</summary>
public interface IFlowQueries
{
    /// <summary>All flows, by name.</summary>
    Task<IReadOnlyList<FlowRow>> FlowsAsync(CancellationToken cancellationToken);

    /// <summary>The package of a version.</summary>
    Task<FlowPackage?> PackageAsync(string flow, int version, CancellationToken cancellationToken);

    /// <summary>Steps in which messages are stored, whatever their version, with what they hold.</summary>
    /// <param name="flow">Only this flow's; null: all.</param>
    Task<IReadOnlyList<StepCounts>> StepCountsAsync(string? flow, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Steps in quarantine, by flow, step and version.</summary>
    /// <param name="flow">Only this flow's; null: all.</param>
    Task<IReadOnlyList<Quarantine>> QuarantinesAsync(string? flow, CancellationToken cancellationToken);

    /// <summary>A step's snapshot, or null when it has none.</summary>
    Task<SnapshotRow?> SnapshotAsync(StepAddress address, CancellationToken cancellationToken);

    /// <summary>All snapshots.</summary>
    Task<IReadOnlyList<SnapshotRow>> SnapshotsAsync(string? flow, CancellationToken cancellationToken);

    /// <summary>A step's former snapshots, newest first.</summary>
    Task<IReadOnlyList<SnapshotRow>> SnapshotHistoryAsync(StepAddress address, int limit, CancellationToken cancellationToken);

    /// <summary>A step's stored credential as a JSON object; empty when it has none.</summary>
    Task<ReadOnlyMemory<byte>> KeysAsync(StepAddress address, CancellationToken cancellationToken);

    /// <summary>Messages in queues, oldest due first.</summary>
    Task<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Whether a message is left whose <c>httpReply</c> would answer a caller.</summary>
    Task<bool> CanReplyAsync(string caller, CancellationToken cancellationToken);

    /// <summary>Errors, newest first.</summary>
    Task<IReadOnlyList<ErrorRow>> ErrorsAsync(ErrorFilter filter, CancellationToken cancellationToken);

    /// <summary>What people have said of groups of errors, by fingerprint.</summary>
    Task<IReadOnlyList<GroupMark>> GroupMarksAsync(CancellationToken cancellationToken);

    /// <summary>One error.</summary>
    Task<ErrorRow?> ErrorAsync(long id, CancellationToken cancellationToken);

    /// <summary>What the failed execution of an error depended on besides its message, as <see cref="StepCommit.Recording"/> says; empty when nothing was kept.</summary>
    Task<ReadOnlyMemory<byte>> RecordingAsync(long error, CancellationToken cancellationToken);

    /// <summary>What became of the retries of errors: of each that was asked for.</summary>
    /// <param name="errors">Errors whose message was retried.</param>
    Task<IReadOnlyDictionary<long, RetryState>> RetryStatesAsync(IReadOnlyList<long> errors, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Retries in bulk, newest first.</summary>
    Task<IReadOnlyList<BulkRetryRow>> BulkRetriesAsync(BulkRetryFilter filter, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The messages of a retry in bulk in their order; those that were refused from the beginning come last.</summary>
    Task<IReadOnlyList<BulkRetryMessage>> BulkRetryMessagesAsync(long id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Log lines, newest first.</summary>
    Task<IReadOnlyList<StepLogLine>> LogsAsync(LogFilter filter, CancellationToken cancellationToken);

    /// <summary>Executions of one message, or of all, newest first.</summary>
    Task<IReadOnlyList<ExecutionRow>> ExecutionsAsync(ExecutionFilter filter, CancellationToken cancellationToken);
}

/// <param name="ErrorsDropped">How many errors were dropped by retention, so that it never happens silently.</param>
public sealed record FlowRow(string Name, FlowState State, int Version, DateTimeOffset DeployedAt, long OpenErrors, long ErrorsDropped);

/// <summary>What a step holds and has done.</summary>
/// <param name="Waiting">Due and not claimed; those that a quarantine withholds are among them.</param>
/// <param name="Running">Claimed.</param>
/// <param name="Parked">Rebounded and not yet due.</param>
/// <param name="Held">Held by a person.</param>
/// <param name="NextDue">When the next parked one comes due.</param>
/// <param name="Done">Executions acknowledged since the flow was first deployed.</param>
/// <param name="Failed">Executions that failed their message since then.</param>
/// <param name="Rebounded">Executions that parked their message since then.</param>
/// <param name="OpenErrors">Errors on the list.</param>
public sealed record StepCounts(StepAddress Address, long Waiting, long Running, long Parked, long Held, DateTimeOffset? NextDue, long Done, long Failed, long Rebounded, long OpenErrors)
{
    /// <summary>Groups that the step gathers and emits when their time is over; those that only a number makes complete are not among them.</summary>
    public long Gathering { get; init; }
}

/// <param name="Version">Rises by one with each change.</param>
/// <param name="Value">JSON; null in the history where it was reset.</param>
/// <param name="By">Who changed it: a message id, or a person.</param>
public sealed record SnapshotRow(StepAddress Address, int Version, ReadOnlyMemory<byte>? Value, DateTimeOffset At, string By);

/// <summary>Where a stored message is.</summary>
public enum MessageState
{
    Waiting = 0,
    Running = 1,
    Parked = 2,
    Held = 3,

    /// <summary>A group that the step gathers: it is emitted when its time is over. No rebound.</summary>
    Gathering = 4,
}

/// <param name="Reason">The last rebound's reason.</param>
/// <param name="ParkedAt">When it was parked.</param>
/// <param name="DueAt">When it runs next.</param>
public sealed record MessageRow(long Key, NewMessage Message, MessageState State, int Attempt, int Rebounds, DateTimeOffset EnqueuedAt, DateTimeOffset DueAt, string? Reason, DateTimeOffset? ParkedAt)
{
    /// <summary>How many rebounds beyond its step's limit a person has granted it.</summary>
    public int Granted { get; init; }
}

/// <summary>What became of a retry.</summary>
public enum RetryState
{
    /// <summary>The message has passed its step.</summary>
    Done = 0,

    /// <summary>It waits or runs.</summary>
    AtWork = 1,

    /// <summary>It rebounded and is parked, or held by a person.</summary>
    Parked = 2,

    /// <summary>It failed again.</summary>
    Failed = 3,
}

public sealed record MessageFilter(string? Flow = null, string? Step = null, MessageState? State = null, string? Id = null, string? Reason = null, long? Key = null, int Limit = 100)
{
    /// <summary>The moment that tells waiting from parked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Only those whose <c>httpReply</c> would answer this caller.</summary>
    public string? ReplyTo { get; init; }
}

/// <summary>Where an error is in its life.</summary>
public enum ErrorState
{
    /// <summary>On the list.</summary>
    Open = 0,

    /// <summary>Its message was retried.</summary>
    Retried = 1,

    /// <summary>An Error-Handling step closed it.</summary>
    Handled = 2,
}

/// <param name="Content">The failed message's content; null when it was over the limit.</param>
/// <param name="Fingerprint">Errors with the same one are of one group: step, name, code and normalised message.</param>
/// <param name="RetryOf">The error whose retry failed again as this one.</param>
public sealed record ErrorRow(long Id, StepAddress Address, int FlowVersion, string MessageId, string Run, string Thread, string? Parent, StepError Error, ReadOnlyMemory<byte>? Content, int Attempt, DateTimeOffset At, ErrorState State, DateTimeOffset? ClosedAt, string Fingerprint, long? RetryOf)
{
    /// <summary>The error that the failed message told of: an Error-Handling step, or one after it, failed.</summary>
    public long? HandlesError { get; init; }
}

public sealed record ErrorFilter(string? Flow = null, string? Step = null, ErrorState? State = ErrorState.Open, string? Fingerprint = null, DateTimeOffset? Since = null, int Limit = 100)
{
    /// <summary>Fingerprints of groups that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Only the first that was not retried, of messages whose <c>httpReply</c> would have answered this caller.</summary>
    public string? FirstOfCaller { get; init; }
}

/// <summary>What a person has said of a group of errors.</summary>
/// <param name="Note">For whoever looks at it next; null: nothing.</param>
/// <param name="MutedUntil">Until then the group is left out of lists; null: it is not.</param>
public sealed record GroupMark(string Fingerprint, string? Note, DateTimeOffset? MutedUntil);

public sealed record LogFilter(string? Flow = null, string? Step = null, string? MessageId = null, string? Run = null, StepLogLevel? AtLeast = null, int Limit = 200);

public sealed record ExecutionRow(StepAddress Address, int FlowVersion, string MessageId, string Run, string Thread, int Attempt, ExecutionRecord Execution);

public sealed record ExecutionFilter(string? Flow = null, string? Step = null, string? MessageId = null, string? Run = null, int Limit = 100);
