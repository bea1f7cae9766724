using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <content>What people and the dispatcher read.</content>
public sealed partial class InMemoryFlowStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowRow>> FlowsAsync(CancellationToken cancellationToken) => List(() =>
        Flows.Values.Select(flow => new FlowRow(flow.Name, flow.State, flow.Versions.Count, flow.DeployedAt, OpenErrors(error => error.Flow == flow.Name), flow.ErrorsDropped)), cancellationToken);

    /// <inheritdoc/>
    public Task<FlowPackage?> PackageAsync(string flow, int version, CancellationToken cancellationToken) => Do(() =>
        Flows.TryGetValue(flow, out var found) && version >= 1 && version <= found.Versions.Count ? found.Versions[version - 1] : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepCounts>> StepCountsAsync(string? flow, DateTimeOffset now, CancellationToken cancellationToken) => List(() =>
        Messages.Select(row => row.Message.Address)
            .Concat(Steps.Keys)
            .Concat(Errors.Select(error => error.Failure.Message.Address))
            .Distinct()
            .Where(address => flow is null || address.Flow == flow)
            .OrderBy(address => address.Flow, StringComparer.Ordinal)
            .ThenBy(address => address.Step, StringComparer.Ordinal)
            .Select(address => Count(address, now))
            .Where(counts => counts with { Address = default } != new StepCounts(default, 0, 0, 0, 0, NextDue: null, 0, 0, 0, 0)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quarantine>> QuarantinesAsync(string? flow, CancellationToken cancellationToken) =>
        List(() => Quarantines.Values.Where(quarantine => flow is null || quarantine.Address.Flow == flow), cancellationToken);

    /// <inheritdoc/>
    public Task<SnapshotRow?> SnapshotAsync(StepAddress address, CancellationToken cancellationToken) => Do(() =>
        Step(address).Snapshot is { Value: not null } snapshot ? snapshot : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotRow>> SnapshotsAsync(string? flow, CancellationToken cancellationToken) => List(() =>
        Steps.Where(step => step.Value.Snapshot?.Value is not null && (flow is null || step.Key.Flow == flow))
            .OrderBy(step => step.Key.Flow, StringComparer.Ordinal)
            .ThenBy(step => step.Key.Step, StringComparer.Ordinal)
            .Select(step => step.Value.Snapshot!), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotRow>> SnapshotHistoryAsync(StepAddress address, int limit, CancellationToken cancellationToken) => List(() =>
    {
        // A reset that nothing has replaced yet is part of the past: the step has no snapshot now.
        var step = Step(address);
        IEnumerable<SnapshotRow> reset = step.Snapshot is { Value: null } last ? [last] : [];
        return step.FormerSnapshots.Concat(reset).Reverse().Take(limit);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> KeysAsync(StepAddress address, CancellationToken cancellationToken) => Do(() => Step(address).Keys, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) => List(() =>
        Messages.Where(row => row.State != InMemoryMessageState.Staged)
            .OrderBy(row => row.DueAt)
            .ThenBy(row => row.Key)
            .Select(row => Row(row, filter.Now))
            .Where(row => (filter.Flow is null || row.Message.Address.Flow == filter.Flow)
                && (filter.Step is null || row.Message.Address.Step == filter.Step)
                && (filter.State is null || row.State == filter.State)
                && (filter.Id is null || row.Message.Id == filter.Id)
                && (filter.Reason is null || row.Reason == filter.Reason)
                && (filter.Key is null || row.Key == filter.Key)
                && (filter.ReplyTo is null || row.Message.ReplyTo == filter.ReplyTo))
            .Take(filter.Limit), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CanReplyAsync(string caller, CancellationToken cancellationToken) =>
        Do(() => Messages.Exists(row => row.State != InMemoryMessageState.Staged && row.Message.ReplyTo == caller), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErrorRow>> ErrorsAsync(ErrorFilter filter, CancellationToken cancellationToken) => List(() =>
        Errors.Where(error => (filter.Flow is null || error.Flow == filter.Flow)
                && (filter.Step is null || error.Failure.Message.Address.Step == filter.Step)
                && (filter.State is null || error.State == filter.State)
                && (filter.Fingerprint is null || error.Fingerprint == filter.Fingerprint)
                && (filter.Since is null || error.At >= filter.Since)
                && (filter.FirstOfCaller is null || error == FirstOf(filter.FirstOfCaller))
                && !filter.Except.Contains(error.Fingerprint))
            .OrderByDescending(error => error.Id)
            .Take(filter.Limit)
            .Select(Row), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupMark>> GroupMarksAsync(CancellationToken cancellationToken) => List(() => GroupMarks.Values, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> RecordingAsync(long error, CancellationToken cancellationToken) => Do(() => Errors.Find(row => row.Id == error)?.Failure.Recording ?? default, cancellationToken);

    /// <inheritdoc/>
    public Task<ErrorRow?> ErrorAsync(long id, CancellationToken cancellationToken) => Do(() =>
        Errors.Find(error => error.Id == id) is { } error ? Row(error) : null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<long, RetryState>> RetryStatesAsync(IReadOnlyList<long> errors, DateTimeOffset now, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<long, RetryState>>(() => errors.Distinct().ToDictionary(id => id, id => StateOfRetry(id, now)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepLogLine>> LogsAsync(LogFilter filter, CancellationToken cancellationToken) => List(() =>
        Enumerable.Reverse(Logs)
            .Where(line => (filter.Flow is null || line.Address.Flow == filter.Flow)
                && (filter.Step is null || line.Address.Step == filter.Step)
                && (filter.MessageId is null || line.MessageId == filter.MessageId)
                && (filter.Run is null || line.Run == filter.Run)
                && (filter.AtLeast is null || line.Level >= filter.AtLeast))
            .Take(filter.Limit), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExecutionRow>> ExecutionsAsync(ExecutionFilter filter, CancellationToken cancellationToken) => List(() =>
        Enumerable.Reverse(Executions)
            .Where(row => (filter.Flow is null || row.Address.Flow == filter.Flow)
                && (filter.Step is null || row.Address.Step == filter.Step)
                && (filter.MessageId is null || row.MessageId == filter.MessageId)
                && (filter.Run is null || row.Run == filter.Run))
            .Take(filter.Limit), cancellationToken);

    private Task<IReadOnlyList<T>> List<T>(Func<IEnumerable<T>> query, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<T>>(() => [.. query()], cancellationToken);

    private StepCounts Count(StepAddress address, DateTimeOffset now)
    {
        var queue = Messages.Where(row => row.Message.Address == address).ToList();
        var step = Step(address);
        return new StepCounts(
            address,
            Waiting: queue.Count(row => row.IsDue(now)),
            Running: queue.Count(row => row.State == InMemoryMessageState.Leased),
            Parked: queue.Count(row => row.IsParked(now)),
            Held: queue.Count(row => row.State == InMemoryMessageState.Held),
            NextDue: queue.Where(row => row.IsParked(now)).Min(row => (DateTimeOffset?)row.DueAt),
            step.Done,
            step.Failed,
            step.Rebounded,
            OpenErrors(error => error.Failure.Message.Address == address))
        {
            Gathering = queue.Count(row => row.IsGathering(now)),
        };
    }

    private InMemoryError? FirstOf(string caller) => Errors.Find(error => error.Failure.Message.ReplyTo == caller && error.State != ErrorState.Retried);

    private long OpenErrors(Func<InMemoryError, bool> filter) => Errors.LongCount(error => error.State == ErrorState.Open && filter(error));

    private RetryState StateOfRetry(long error, DateTimeOffset now)
    {
        if (Messages.Find(row => row.RetryOf == error) is { } message)
            return message.IsParked(now) || message.State == InMemoryMessageState.Held ? RetryState.Parked : RetryState.AtWork;
        return Errors.Exists(row => row.Failure.RetryOf == error) ? RetryState.Failed : RetryState.Done;
    }

    private static MessageRow Row(InMemoryMessage row, DateTimeOffset now) => new(
        row.Key,
        row.Current,
        row.State switch
        {
            InMemoryMessageState.Leased => MessageState.Running,
            InMemoryMessageState.Held => MessageState.Held,
            _ when row.IsGathering(now) => MessageState.Gathering,
            _ => row.IsParked(now) ? MessageState.Parked : MessageState.Waiting,
        },
        row.Attempt,
        row.Rebounds,
        row.EnqueuedAt,
        row.DueAt,
        row.Reason,
        row.ParkedAt)
    {
        Granted = row.Granted,
    };

    private static ErrorRow Row(InMemoryError error)
    {
        var (message, content, attempt, retryOf) = error.Failure;
        return new ErrorRow(error.Id, message.Address, message.FlowVersion, message.Id, message.Run, message.Thread, message.Parent, error.Error, content, attempt, error.At, error.State, error.ClosedAt, error.Fingerprint, retryOf) { HandlesError = message.HandlesError };
    }
}
