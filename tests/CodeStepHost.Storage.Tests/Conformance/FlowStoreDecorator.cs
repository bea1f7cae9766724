using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>The model with every verb open to be done wrongly; the model's own lists are at hand.</summary>
internal abstract class FlowStoreDecorator : IFlowStore
{
    public InMemoryFlowStore Model { get; } = new();

    public virtual Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken) => Model.EnqueueAsync(intakes, now, cancellationToken);

    public virtual Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => Model.ClaimAsync(request, cancellationToken);

    public virtual Task<IReadOnlyList<ClaimToken>> RenewAsync(IReadOnlyList<ClaimToken> claims, DateTimeOffset until, CancellationToken cancellationToken) => Model.RenewAsync(claims, until, cancellationToken);

    public virtual Task<bool> BeginAsync(ClaimToken claim, CancellationToken cancellationToken) => Model.BeginAsync(claim, cancellationToken);

    public virtual Task<IReadOnlyList<Quarantine>> ReleaseAsync(StepAddress address, DateTimeOffset now, CancellationToken cancellationToken) => Model.ReleaseAsync(address, now, cancellationToken);

    public virtual Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) => Model.StageAsync(claim, messages, cancellationToken);

    public virtual Task<CommitResult> CommitAsync(StepCommit commit) => Model.CommitAsync(commit);

    public virtual Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken) => Model.RescueAsync(now, cancellationToken);

    public virtual Task<int> RescueOwnerAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken) => Model.RescueOwnerAsync(owner, now, cancellationToken);

    public virtual Task AppendLogsAsync(IReadOnlyList<StepLogLine> lines) => Model.AppendLogsAsync(lines);

    public virtual Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken) => Model.DeployAsync(package, moveQueued, now, cancellationToken);

    public virtual Task<bool> SetFlowStateAsync(string flow, FlowState state, DateTimeOffset now, CancellationToken cancellationToken) => Model.SetFlowStateAsync(flow, state, now, cancellationToken);

    public virtual Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken) => Model.RetryAsync(request, now, cancellationToken);

    public virtual Task<long> BeginBulkRetryAsync(BulkRetryOrder order, IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused, BulkRetryLease lease, DateTimeOffset now, CancellationToken cancellationToken) => Model.BeginBulkRetryAsync(order, errors, refused, lease, now, cancellationToken);

    public virtual Task<bool> TakeBulkRetryAsync(long id, BulkRetryLease lease, bool resume, DateTimeOffset now, CancellationToken cancellationToken) => Model.TakeBulkRetryAsync(id, lease, resume, now, cancellationToken);

    public virtual Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken) => Model.AdvanceBulkRetryAsync(id, lease, next, turns, now, cancellationToken);

    public virtual Task<bool> EndBulkRetryAsync(long id, string? driver, BulkRetryStop stop, DateTimeOffset now, CancellationToken cancellationToken) => Model.EndBulkRetryAsync(id, driver, stop, now, cancellationToken);

    public virtual Task<bool> MarkGroupAsync(GroupMark mark, CancellationToken cancellationToken) => Model.MarkGroupAsync(mark, cancellationToken);

    public virtual Task<int> SteerReboundsAsync(IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now, CancellationToken cancellationToken) => Model.SteerReboundsAsync(keys, action, now, cancellationToken);

    public virtual Task<int> ExtendReboundsAsync(IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now, CancellationToken cancellationToken) => Model.ExtendReboundsAsync(keys, extension, now, cancellationToken);

    public virtual Task<SnapshotWriteResult> WriteSnapshotAsync(SnapshotWrite write, DateTimeOffset now, CancellationToken cancellationToken) => Model.WriteSnapshotAsync(write, now, cancellationToken);

    public virtual Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken) => Model.PruneAsync(retention, now, cancellationToken);

    public ValueTask DisposeAsync() => Model.DisposeAsync();
}
