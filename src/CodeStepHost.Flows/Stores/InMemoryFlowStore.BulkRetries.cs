namespace CodeStepHost.Flows.Stores;

/// <content>Retries in bulk.</content>
public sealed partial class InMemoryFlowStore
{
    /// <inheritdoc/>
    public Task<long> BeginBulkRetryAsync(BulkRetryOrder order, IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused, BulkRetryLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RetryRefusals.Check(errors, refused);
        return Do(() =>
        {
            var messages = errors.Distinct().Select(error => new InMemoryBulkRetryMessage(error)).Concat(refused.OrderBy(one => one.Key).Select(one => new InMemoryBulkRetryMessage(one.Key) { Refused = one.Value }));
            BulkRetries.Add(new InMemoryBulkRetry(++_lastBulkRetry, order, now, [.. messages]) { Lease = lease });
            return _lastBulkRetry;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TakeBulkRetryAsync(long id, BulkRetryLease lease, bool resume, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (BulkRetries.Find(retry => retry.Id == id) is not { } found)
            return false;
        var isFree = found.State == BulkRetryState.Running && (found.Lease.Until <= now || found.Lease.Driver == lease.Driver);
        var isResumed = resume && found.State == BulkRetryState.Stopped && found.Messages.Exists(message => message is { IsRetried: false, Refused: null });
        if (!isFree && !isResumed)
            return false;
        if (isResumed)
            (found.State, found.Stop, found.StoppedAt, found.From) = (BulkRetryState.Running, BulkRetryStop.None, null, found.Next);
        found.Lease = lease;
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (BulkRetries.Find(retry => retry.Id == id) is not { State: BulkRetryState.Running } found || found.Lease.Driver != lease.Driver || found.Next != next)
            return null;
        found.Lease = lease;
        var retried = new List<long>();
        var refused = new Dictionary<long, string>();
        var failures = new HashSet<InMemoryFailure>(ReferenceEqualityComparer.Instance);
        foreach (var (message, turn) in found.Messages.Skip(next).Where(message => message.Refused is null).Zip(turns))
        {
            var reason = turn.Problem ?? Retry(message.Error, new RetryRequest([message.Error], turn.Content, found.Order.OldVersion), failures, now);
            if (reason == RetryRefusals.FlowNotActive)
                return new BulkRetryAdvance(new RetryResult(retried, refused), IsFlowInactive: true);
            found.Next++;
            message.IsRetried = reason is null;
            message.Refused = reason;
            if (reason is null)
                retried.Add(message.Error);
            else
                refused.Add(message.Error, reason);
        }

        return new BulkRetryAdvance(new RetryResult(retried, refused), IsFlowInactive: false);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> EndBulkRetryAsync(long id, string? driver, BulkRetryStop stop, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (BulkRetries.Find(retry => retry.Id == id) is not { State: BulkRetryState.Running } found || (driver is not null && found.Lease.Driver != driver))
            return false;
        (found.State, found.Stop, found.StoppedAt) = (stop == BulkRetryStop.None ? BulkRetryState.Ended : BulkRetryState.Stopped, stop, now);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BulkRetryRow>> BulkRetriesAsync(BulkRetryFilter filter, DateTimeOffset now, CancellationToken cancellationToken) => List(() =>
        Enumerable.Reverse(BulkRetries)
            .Where(retry => (filter.Id is null || retry.Id == filter.Id) && (filter.State is null || retry.State == filter.State))
            .Take(filter.Limit)
            .Select(retry => new BulkRetryRow(retry.Id, retry.Order, retry.State, retry.Stop, retry.StartedAt, retry.StoppedAt, retry.From, retry.Next, retry.Lease)
            {
                Fates = retry.Messages.CountBy(message => Fate(message, now)).ToDictionary(),
            }), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BulkRetryMessage>> BulkRetryMessagesAsync(long id, DateTimeOffset now, CancellationToken cancellationToken) => List(() =>
        (BulkRetries.Find(retry => retry.Id == id)?.Messages ?? []).Select(message => new BulkRetryMessage(message.Error, Fate(message, now), message.Refused)), cancellationToken);

    private BulkRetryFate Fate(InMemoryBulkRetryMessage message, DateTimeOffset now) => message switch
    {
        { IsFailureDropped: true } => BulkRetryFate.Failed,
        { IsRetried: true } => (BulkRetryFate)StateOfRetry(message.Error, now),
        { Refused: not null } => BulkRetryFate.Refused,
        _ => BulkRetryFate.Left,
    };
}
