using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>Drops records that are older than the retention allows, and says how many.</summary>
internal sealed class Pruner(IFlowStore store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public Task RunAsync(CancellationToken stop) => Loop.RunAsync(Every, time, RunOnceAsync, stop);

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pruned = await store.PruneAsync(Retention.Default, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (pruned.Errors > 0)
                logger.LogWarning("{Count} errors were dropped: they were older, or more, than the retention keeps", pruned.Errors);
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("Old records could not be dropped: {Problem}", exception.Message);
        }
    }
}
