using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <summary>
/// Where messages, errors, snapshots and flows live. Each verb is one transaction. Moments come from the caller's clock.
/// What a store must keep is said by its conformance suite, which every store passes.
/// </summary>
/// <remarks>A store that cannot write (a full disk, a lost server) throws <see cref="StoreUnavailableException"/>; nothing of the verb has happened then.</remarks>
public interface IFlowStore : IAsyncDisposable
{
    /// <summary>Takes messages in from outside, all or none. An id that the flow has taken in before is left out: the same id twice is one message.</summary>
    /// <returns>How many of <paramref name="intakes"/> were new.</returns>
    Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Leases the next due messages of a step of an active flow, by due time and then by age; attempt and generation rise by one. Messages of a version
    /// in quarantine or on hold are left alone and stand in nobody's way; of a version on hold, one is leased as a probe whenever the next is due.
    /// </summary>
    Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps leases until <paramref name="until"/>.</summary>
    /// <returns>The leases that were lost meanwhile.</returns>
    Task<IReadOnlyList<ClaimToken>> RenewAsync(IReadOnlyList<ClaimToken> claims, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Notes that a message begins which a host has been lost over before: its losses rise by one, on disk, ahead of its execution.</summary>
    /// <returns>False when the lease was lost.</returns>
    Task<bool> BeginAsync(ClaimToken claim, CancellationToken cancellationToken);

    /// <summary>Puts emitted messages on disk, invisible until the claim's commit publishes them. Does nothing when the lease was lost.</summary>
    Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken);

    /// <summary>Stores all that became of one execution, or nothing. Commits handed over one after another become visible in that order.</summary>
    Task<CommitResult> CommitAsync(StepCommit commit);

    /// <summary>Gives messages whose lease ran out back to their queues, and drops what their executions had staged.</summary>
    /// <returns>How many messages were given back.</returns>
    Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives back at once all that workers of this owner had leased: for an owner that is known to be gone.</summary>
    Task<int> RescueOwnerAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Appends log lines of steps, outside any step's commit.</summary>
    Task AppendLogsAsync(IReadOnlyList<StepLogLine> lines);

    /// <summary>
    /// Deploys a flow. The same package as the current version changes nothing; another makes a new version, whose number is one higher. It lifts all
    /// quarantines and holds of the flow's steps, and messages that waited in them move to it.
    /// </summary>
    /// <param name="moveQueued">Whether messages already queued move to the new version.</param>
    Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Starts, stops or suspends a flow.</summary>
    /// <returns>False when there is no such flow.</returns>
    Task<bool> SetFlowStateAsync(string flow, FlowState state, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Retries failed messages of active flows: each goes back to its step with header <c>retry: true</c>, rebounds counted from zero, and its open errors become <see cref="ErrorState.Retried"/>.</summary>
    Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Begins a retry in bulk: its messages are fixed, and none has gone back yet.</summary>
    /// <param name="errors">Of each message the error by which it is retried, in the order in which they go back.</param>
    /// <param name="refused">Messages that are left as they are, with the reason.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="ArgumentException">There is no message.</exception>
    Task<long> BeginBulkRetryAsync(BulkRetryOrder order, IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused, BulkRetryLease lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes over a retry in bulk that runs and that nobody else carries on.</summary>
    /// <param name="resume">Whether also one that was stopped and has messages left, which then goes on as if those were all.</param>
    /// <returns>Whether it is the caller's now.</returns>
    Task<bool> TakeBulkRetryAsync(long id, BulkRetryLease lease, bool resume, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Retries the next messages of a retry in bulk, keeps what became of each, and renews the lease; all in one transaction.</summary>
    /// <param name="next">The place of the first of them, as it is known to the caller.</param>
    /// <param name="turns">One for each message; none only renews.</param>
    /// <returns>Null when nothing was done: it does not run any more, another carries it on, or it is at another place.</returns>
    Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Ends a retry in bulk that runs. What was retried is retried, and the rest is open as before.</summary>
    /// <param name="driver">Who carries it on; null: whoever does.</param>
    /// <param name="stop">Why before its end; none: it is at its end.</param>
    /// <returns>False when it does not run, or is another's.</returns>
    Task<bool> EndBulkRetryAsync(long id, string? driver, BulkRetryStop stop, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps what a person says of a group of errors, in place of what was said before; a mark that says nothing is dropped.</summary>
    /// <returns>Always true.</returns>
    Task<bool> MarkGroupAsync(GroupMark mark, CancellationToken cancellationToken);

    /// <summary>Releases, holds or cancels parked messages. Messages that are no longer parked are left alone.</summary>
    /// <returns>How many parked messages were changed.</returns>
    Task<int> SteerReboundsAsync(IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives parked and held messages more rebounds, or has them come back later. Messages that are no longer parked are left alone.</summary>
    /// <returns>How many parked messages were changed.</returns>
    Task<int> ExtendReboundsAsync(IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lifts the quarantines and holds of a step: its messages run again.</summary>
    /// <returns>Those that were lifted.</returns>
    Task<IReadOnlyList<Quarantine>> ReleaseAsync(StepAddress address, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces or resets a step's snapshot, if it still has the version that the person saw.</summary>
    Task<SnapshotWriteResult> WriteSnapshotAsync(SnapshotWrite write, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Drops what is older than the retention allows: closed and open errors, retries in bulk, executions, log lines, snapshot history, taken-in ids.</summary>
    Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>The store cannot write at the moment; the verb had no effect and may be tried again.</summary>
/// <param name="message">What happened, where, and what to do.</param>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
