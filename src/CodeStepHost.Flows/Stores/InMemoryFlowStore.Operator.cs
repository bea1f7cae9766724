using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <content>What people do: deploy, start, retry, release, replace a snapshot, prune.</content>
public sealed partial class InMemoryFlowStore
{
    /// <inheritdoc/>
    public Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (!Flows.TryGetValue(package.Name, out var flow))
            Flows.Add(package.Name, flow = new InMemoryFlow(package.Name));
        else if (flow.Versions[^1].Hash() == package.Hash())
            return new DeployResult(flow.Versions.Count, Changed: false, Moved: 0);

        flow.Versions.Add(package);
        flow.DeployedAt = now;
        var moved = Messages.Where(row => row.Message.Address.Flow == package.Name && IsQueued(row) && (moveQueued || IsWithheld(row))).ToList();
        moved.ForEach(row => row.Version = flow.Versions.Count);
        return new DeployResult(flow.Versions.Count, Changed: true, moved.Count, Lift(quarantine => quarantine.Address.Flow == package.Name).Count);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetFlowStateAsync(string flow, FlowState state, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (!Flows.TryGetValue(flow, out var found))
            return false;
        found.State = state;
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RetryRefusals.Check(request);
        return Do(() =>
        {
            var retried = new List<long>();
            var refused = new Dictionary<long, string>();
            var failures = new HashSet<InMemoryFailure>(ReferenceEqualityComparer.Instance);
            foreach (var id in request.Errors.Distinct())
            {
                if (Retry(id, request, failures, now) is { } reason)
                    refused.Add(id, reason);
                else
                    retried.Add(id);
            }

            return new RetryResult(retried, refused);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MarkGroupAsync(GroupMark mark, CancellationToken cancellationToken) => Do(() =>
    {
        GroupMarks.Remove(mark.Fingerprint);
        if (mark.Note is not null || mark.MutedUntil is not null)
            GroupMarks.Add(mark.Fingerprint, mark);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> SteerReboundsAsync(IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        var changed = 0;
        foreach (var key in keys)
        {
            var row = Messages.Find(message => message.Key == key && (message.IsParked(now) || message.State == InMemoryMessageState.Held || (action == ReboundAction.Release && message.IsGathering(now))));
            if (row is null || (action == ReboundAction.Hold && row.State == InMemoryMessageState.Held))
                continue;
            Steer(row, action, now);
            changed++;
        }

        return changed;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ExtendReboundsAsync(IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        var parked = keys.Select(key => Messages.Find(message => message.Key == key && (message.IsParked(now) || message.State == InMemoryMessageState.Held))).OfType<InMemoryMessage>().ToList();
        foreach (var row in parked)
        {
            row.Granted += extension.Attempts;
            row.DueAt += extension.Later;
        }

        return parked.Count;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<SnapshotWriteResult> WriteSnapshotAsync(SnapshotWrite write, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (write.Expected is { } expected && !IsSeen(write.Address, expected))
            return new SnapshotWriteResult(Written: false, Step(write.Address).Snapshot?.Version ?? 0);
        var isNone = Step(write.Address).Snapshot?.Value is null;
        if (write.Value is { } value)
            SetSnapshot(write.Address, value.ToArray(), now, write.By);
        else if (!isNone)
            SetSnapshot(write.Address, value: null, now, write.By);
        return new SnapshotWriteResult(Written: true, Step(write.Address).Snapshot?.Version ?? 0);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        // Executions and log lines go from the oldest on, up to the first that is young enough.
        var executions = Executions.TakeWhile(row => row.Execution.StartedAt < now - retention.Executions).Count();
        Executions = Executions[executions..];
        var logs = Logs.TakeWhile(line => line.At < now - retention.Logs).Count();
        Logs = Logs[logs..];
        var intakes = Intakes.Where(intake => intake.Value < now - retention.Intakes).Select(intake => intake.Key).ToList();
        intakes.ForEach(intake => Intakes.Remove(intake));
        BulkRetries = [.. BulkRetries.Where(retry => (retry.StoppedAt ?? retry.Lease.Until) >= now - retention.Errors)];
        return new PruneResult(PruneErrors(retention, now), executions, logs, PruneSnapshots(retention), intakes.Count);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quarantine>> ReleaseAsync(StepAddress address, DateTimeOffset now, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<Quarantine>>(() => Lift(quarantine => quarantine.Address == address), cancellationToken);

    private List<Quarantine> Lift(Func<Quarantine, bool> which)
    {
        var lifted = Quarantines.Where(entry => which(entry.Value)).ToList();
        lifted.ForEach(entry => Quarantines.Remove(entry.Key));
        return [.. lifted.Select(entry => entry.Value)];
    }

    private static bool IsQueued(InMemoryMessage row) => row.State is InMemoryMessageState.Ready or InMemoryMessageState.Held;

    private string? Retry(long id, RetryRequest request, HashSet<InMemoryFailure> failures, DateTimeOffset now)
    {
        if (Errors.Find(candidate => candidate.Id == id) is not { } error)
            return RetryRefusals.Missing;
        if (failures.Contains(error.Failure))
            return null;
        if (error.State != ErrorState.Open)
            return RetryRefusals.NotOpen;
        if (!IsActive(error.Flow))
            return RetryRefusals.FlowNotActive;
        if ((request.Content ?? error.Failure.Content) is not { } content)
            return RetryRefusals.TooLarge;
        if (RetryHeader.Add(content) is { } marked)
            content = marked;
        else if (request.Content is not null)
            return RetryRefusals.NotAnObject;

        failures.Add(error.Failure);
        Close(Errors.Where(other => ReferenceEquals(other.Failure, error.Failure)), ErrorState.Retried, now);
        var message = error.Failure.Message with
        {
            Content = content.ToArray(),
            FlowVersion = request.OldVersion ? error.Failure.Message.FlowVersion : Flows[error.Flow].Versions.Count,
        };
        AddReady([message], now);
        Messages[^1].Attempt = error.Failure.Attempt;
        Messages[^1].RetryOf = id;
        return null;
    }

    private void Steer(InMemoryMessage row, ReboundAction action, DateTimeOffset now)
    {
        switch (action)
        {
            case ReboundAction.Release:
                row.State = InMemoryMessageState.Ready;
                row.DueAt = now;
                break;
            case ReboundAction.Hold:
                row.State = InMemoryMessageState.Held;
                break;
            case ReboundAction.Cancel:
                Record(row, [new NewError(CancelledRebound.Error(row.Reason), Handler: null)], now);
                Messages.Remove(row);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action.");
        }
    }

    private int PruneErrors(Retention retention, DateTimeOffset now)
    {
        var dropped = 0;
        foreach (var flow in Errors.GroupBy(error => error.Flow).ToList())
        {
            var old = flow.Where(error => error.At < now - retention.Errors);
            var many = flow.OrderByDescending(error => error.Id).Skip(retention.ErrorsPerFlow);
            var gone = old.Union(many).ToHashSet(ReferenceEqualityComparer.Instance);
            var failures = gone.Cast<InMemoryError>().Select(error => error.Failure).Distinct<InMemoryFailure>(ReferenceEqualityComparer.Instance).ToList();
            Errors.RemoveAll(gone.Contains);
            foreach (var retryOf in failures.Where(failure => !Errors.Exists(error => ReferenceEquals(error.Failure, failure))).Select(failure => failure.RetryOf))
                BulkRetries.ForEach(retry => retry.Messages.Where(message => message.IsRetried && message.Error == retryOf).ToList().ForEach(message => message.IsFailureDropped = true));
            dropped += gone.Count;
            if (Flows.TryGetValue(flow.Key, out var found))
                found.ErrorsDropped += gone.Count;
        }

        return dropped;
    }

    private int PruneSnapshots(Retention retention)
    {
        var dropped = 0;
        foreach (var step in Steps.Values)
        {
            var surplus = Math.Max(0, step.FormerSnapshots.Count - retention.SnapshotHistory);
            step.FormerSnapshots.RemoveRange(0, surplus);
            dropped += surplus;
        }

        return dropped;
    }
}
