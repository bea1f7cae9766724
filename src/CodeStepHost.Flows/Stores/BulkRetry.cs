namespace CodeStepHost.Flows.Stores;

/// <summary>A retry in bulk as a person orders it. Which messages it is about is fixed when it begins.</summary>
/// <param name="By">Who.</param>
/// <param name="Asked">What the messages were chosen by, in words.</param>
public sealed record BulkRetryOrder(string By, string Asked)
{
    /// <summary>Whether they run on the version on which they failed instead of the current one.</summary>
    public bool OldVersion { get; init; }

    /// <summary>Messages a second; null: as fast as it goes.</summary>
    public double? PerSecond { get; init; }

    /// <summary>So many go first, and the others only when these have ended well; 0: none.</summary>
    public int Canary { get; init; }

    /// <summary>The share, 0 to 1, of those that have ended that may fail again; null: any.</summary>
    public double? StopAt { get; init; }

    /// <summary>The JSONata expression whose value each message becomes; null: they go back as they were.</summary>
    public string? Edit { get; init; }

    /// <summary>What the expression is called in problems.</summary>
    public string? EditSource { get; init; }
}

/// <summary>Who carries a retry in bulk on: one process at a time, for as long as it says.</summary>
/// <param name="Driver">A name for the process.</param>
/// <param name="Until">When another may take it over unless this one has renewed it.</param>
public sealed record BulkRetryLease(string Driver, DateTimeOffset Until);

/// <summary>Whether a retry in bulk goes on.</summary>
public enum BulkRetryState
{
    /// <summary>Messages are left, or are waited for.</summary>
    Running = 0,

    /// <summary>It ended before its end; what was left is open as before, and it can be resumed.</summary>
    Stopped = 1,

    /// <summary>All that was to be done is done.</summary>
    Ended = 2,
}

/// <summary>Why a retry in bulk ended before its end.</summary>
public enum BulkRetryStop
{
    None = 0,

    /// <summary>Too many of the first failed again.</summary>
    Canary = 1,

    /// <summary>Too many failed again.</summary>
    Failures = 2,

    /// <summary>A person stopped it.</summary>
    Interrupted = 3,

    /// <summary>A flow is not active any more.</summary>
    FlowNotActive = 4,
}

/// <summary>What has become of a message of a retry in bulk.</summary>
public enum BulkRetryFate
{
    /// <summary>It has passed its step.</summary>
    Done = 0,

    /// <summary>It is back in its queue, and waits or runs.</summary>
    AtWork = 1,

    /// <summary>It rebounded and is parked, or held by a person.</summary>
    Parked = 2,

    /// <summary>It failed again.</summary>
    Failed = 3,

    /// <summary>It was left as it was.</summary>
    Refused = 4,

    /// <summary>Its turn has not come.</summary>
    Left = 5,
}

/// <param name="Error">The error by which it is retried.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record BulkRetryMessage(long Error, BulkRetryFate Fate, string? Reason);

/// <summary>A retry in bulk and how far it is.</summary>
/// <param name="From">The place of the first message of its present go: the canary, and the share that may fail, count from there.</param>
/// <param name="Next">The place of the message whose turn is next.</param>
/// <param name="StoppedAt">When it ended or was stopped.</param>
public sealed record BulkRetryRow(long Id, BulkRetryOrder Order, BulkRetryState State, BulkRetryStop Stop, DateTimeOffset StartedAt, DateTimeOffset? StoppedAt, int From, int Next, BulkRetryLease Lease)
{
    /// <summary>How many of its messages have each fate.</summary>
    public required IReadOnlyDictionary<BulkRetryFate, int> Fates { get; init; }

    public int Messages => Fates.Values.Sum();

    public int Left => this[BulkRetryFate.Left];

    public int this[BulkRetryFate fate] => Fates.GetValueOrDefault(fate);

    /// <summary>Whether it should go on, and nobody sees to it.</summary>
    public bool IsAbandoned(DateTimeOffset now) => State == BulkRetryState.Running && Lease.Until <= now;
}

public sealed record BulkRetryFilter(long? Id = null, BulkRetryState? State = null, int Limit = 100);

/// <summary>The next message of a retry in bulk.</summary>
/// <param name="Content">Its edited content; null: as it was.</param>
/// <param name="Problem">Why it cannot be edited, so that it is left as it was.</param>
public sealed record BulkRetryTurn(ReadOnlyMemory<byte>? Content = null, string? Problem = null);

/// <param name="Result">What was retried, and what refused.</param>
/// <param name="IsFlowInactive">Whether the next message's flow is not active: its turn has not passed, nor that of those behind it.</param>
public sealed record BulkRetryAdvance(RetryResult Result, bool IsFlowInactive);
