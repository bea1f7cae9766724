using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

internal enum InMemoryMessageState
{
    Ready = 0,
    Leased = 1,
    Held = 2,
    Staged = 3,
}

/// <summary>A message in a queue, at work, held, or staged by an execution that has not committed.</summary>
internal sealed record InMemoryMessage(long Key, NewMessage Message)
{
    public InMemoryMessageState State { get; set; }

    public int Version { get; set; } = Message.FlowVersion;

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset EnqueuedAt { get; set; }

    public int Generation { get; set; }

    public int Attempt { get; set; }

    public int Rebounds { get; set; }

    public string? Owner { get; set; }

    public DateTimeOffset LeaseUntil { get; set; }

    public DateTimeOffset? ParkedAt { get; set; }

    public string? Reason { get; set; }

    public long? RetryOf { get; set; }

    public int Losses { get; set; }

    public int Granted { get; set; }

    public ClaimToken? StagedFor { get; init; }

    public NewMessage Current => Message with { FlowVersion = Version };

    public bool IsParked(DateTimeOffset now) => IsLater(now) && ParkedAt is not null;

    public bool IsGathering(DateTimeOffset now) => IsLater(now) && ParkedAt is null;

    public bool IsLater(DateTimeOffset now) => State == InMemoryMessageState.Ready && DueAt > now;

    public bool IsDue(DateTimeOffset now) => State == InMemoryMessageState.Ready && DueAt <= now;
}

/// <summary>A message as it failed: shared by all errors of that execution.</summary>
internal sealed record InMemoryFailure(NewMessage Message, ReadOnlyMemory<byte>? Content, int Attempt, long? RetryOf)
{
    public ReadOnlyMemory<byte> Recording { get; init; }
}

internal sealed record InMemoryError(long Id, InMemoryFailure Failure, StepError Error, DateTimeOffset At, string Fingerprint)
{
    public ErrorState State { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public string Flow => Failure.Message.Address.Flow;
}

internal sealed record InMemoryFlow(string Name)
{
    public FlowState State { get; set; }

    public List<FlowPackage> Versions { get; } = [];

    public DateTimeOffset DeployedAt { get; set; }

    public long ErrorsDropped { get; set; }
}

/// <summary>What a step keeps beside its messages.</summary>
internal sealed record InMemoryStep
{
    public SnapshotRow? Snapshot { get; set; }

    public List<SnapshotRow> FormerSnapshots { get; } = [];

    public ReadOnlyMemory<byte> Keys { get; set; }

    public long Done { get; set; }

    public long Failed { get; set; }

    public long Rebounded { get; set; }
}

/// <summary>A retry in bulk, with its messages in the order in which they go back.</summary>
internal sealed record InMemoryBulkRetry(long Id, BulkRetryOrder Order, DateTimeOffset StartedAt, List<InMemoryBulkRetryMessage> Messages)
{
    public BulkRetryState State { get; set; }

    public BulkRetryStop Stop { get; set; }

    public DateTimeOffset? StoppedAt { get; set; }

    public int From { get; set; }

    public int Next { get; set; }

    public required BulkRetryLease Lease { get; set; }
}

internal sealed record InMemoryBulkRetryMessage(long Error)
{
    public bool IsRetried { get; set; }

    public string? Refused { get; set; }

    /// <summary>The retention has dropped the failure that it became.</summary>
    public bool IsFailureDropped { get; set; }
}
