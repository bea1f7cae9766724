using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Flows.Stores;

/// <summary>What a commit really stores once its disposition has been weighed: the same for every store.</summary>
/// <remarks>A returned message leaves nothing behind, and one that failed without keeping its emissions leaves its errors only.</remarks>
internal sealed record CommitContents
{
    public IReadOnlyList<NewMessage> Messages { get; private init; } = [];

    public int PublishStaged { get; private init; }

    public IReadOnlyList<NewError> Errors { get; private init; } = [];

    public int? SnapshotSeen { get; private init; }

    public ReadOnlyMemory<byte>? Snapshot { get; private init; }

    public ReadOnlyMemory<byte>? Keys { get; private init; }

    public bool ClosesHandledError { get; private init; }

    /// <exception cref="ArgumentException">The commit fails its message without an error, which would lose it, or its credential values are not a JSON object.</exception>
    public static CommitContents Of(StepCommit commit)
    {
        if (commit.Keys is { } keys)
            StoredKeys.Check(keys);
        return commit.Disposition switch
        {
            Disposition.ReturnUncounted => new CommitContents(),
            Disposition.Fail { KeepEmissions: false } fail => new CommitContents { Errors = ErrorsOf(commit, fail), SnapshotSeen = commit.SnapshotSeen, Keys = commit.Keys },
            Disposition.Fail fail => All(commit) with { Errors = ErrorsOf(commit, fail) },
            _ => All(commit),
        };
    }

    private static CommitContents All(StepCommit commit) => new()
    {
        Messages = commit.Messages,
        PublishStaged = commit.PublishStaged,
        Errors = commit.Errors,
        SnapshotSeen = commit.SnapshotSeen,
        Snapshot = commit.Snapshot,
        Keys = commit.Keys,
        ClosesHandledError = commit.ClosesHandledError,
    };

    private static IReadOnlyList<NewError> ErrorsOf(StepCommit commit, Disposition.Fail fail)
    {
        if (commit.Errors.Count > 0)
            return commit.Errors;
        return fail.Errors.Count > 0
            ? [.. fail.Errors.Select(error => new NewError(error, Handler: null))]
            : throw new ArgumentException("A failed message needs at least one error: the error is what keeps it.", nameof(commit));
    }
}

/// <summary>The error that a cancelled rebound leaves.</summary>
internal static class CancelledRebound
{
    public static StepError Error(string? lastReason) => new("Error", "Rebound cancelled")
    {
        Code = ErrorCodes.ReboundCancelled,
        Cause = lastReason is null ? null : new StepError("Error", lastReason),
    };
}

/// <summary>Why an error's message is not retried.</summary>
public static class RetryRefusals
{
    /// <summary>Its flow does not run.</summary>
    public const string FlowNotActive = "flow is not active";
    /// <summary>It was retried or handled already.</summary>
    public const string NotOpen = "is not open";
    /// <summary>There is no such error.</summary>
    public const string Missing = "does not exist";
    /// <summary>Only edited content could bring it back.</summary>
    public const string TooLarge = "its message was too large to keep";
    /// <summary>What was given instead of the content cannot be a message.</summary>
    public const string NotAnObject = "the edited message is not a JSON object";

    /// <summary>Throws when a retry in bulk is about nothing.</summary>
    /// <exception cref="ArgumentException">There is no message.</exception>
    internal static void Check(IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused)
    {
        if (errors.Count + refused.Count == 0)
            throw new ArgumentException("A retry in bulk needs messages.", nameof(errors));
    }

    /// <summary>Throws when the request contradicts itself.</summary>
    /// <exception cref="ArgumentException">Several messages would get the same edited content.</exception>
    internal static void Check(RetryRequest request)
    {
        if (request.Content is not null && request.Errors.Count != 1)
            throw new ArgumentException("Only one message at a time can be retried with edited content.", nameof(request));
    }
}
