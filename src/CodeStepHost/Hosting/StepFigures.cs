using System.Diagnostics.Metrics;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Hosting;

/// <summary>What the steps hold and have done, for the meter: as the database said when it was asked last. Asked is it when somebody asks the host for its figures, so they cost a message nothing.</summary>
internal sealed class StepFigures(IFlowQueries queries, TimeProvider time)
{
    private IReadOnlyList<StepCounts> _counts = [];

    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken) => _counts = await queries.StepCountsAsync(null, time.GetUtcNow(), cancellationToken);

    public IEnumerable<Measurement<long>> Messages() => _counts.SelectMany(counts => (Measurement<long>[])
    [
        Of(counts.Address, counts.Waiting, "state", "waiting"),
        Of(counts.Address, counts.Running, "state", "running"),
        Of(counts.Address, counts.Parked, "state", "parked"),
        Of(counts.Address, counts.Held, "state", "held"),
        Of(counts.Address, counts.Gathering, "state", "gathering"),
    ]);

    public IEnumerable<Measurement<long>> Executions() => _counts.SelectMany(counts => (Measurement<long>[])
    [
        Of(counts.Address, counts.Done, "outcome", "done"),
        Of(counts.Address, counts.Failed, "outcome", "failed"),
        Of(counts.Address, counts.Rebounded, "outcome", "rebound"),
    ]);

    public IEnumerable<Measurement<long>> OpenErrors() => _counts.Select(counts => new Measurement<long>(counts.OpenErrors, Tags(counts.Address)));

    private static Measurement<long> Of(StepAddress address, long value, string tag, string word) => new(value, [.. Tags(address), new(tag, word)]);

    private static KeyValuePair<string, object?>[] Tags(StepAddress address) => [new("flow", address.Flow), new("step", address.Step)];
}
