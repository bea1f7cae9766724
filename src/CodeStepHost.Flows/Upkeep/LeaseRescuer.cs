using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Upkeep;

/// <summary>Gives messages back whose host fell silent: their lease ran out without a commit. Claiming them again counts as an attempt.</summary>
internal sealed class LeaseRescuer(IFlowStore store, WakeUps wakeUps, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public Task RunAsync(CancellationToken stop) => Loop.RunAsync(Every, time, RunOnceAsync, stop);

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rescued = await store.RescueAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (rescued == 0)
                return;
            logger.LogWarning("Messages rescued because the lease of the host that had them ran out: {Count}", rescued);
            wakeUps.SignalAll();
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("Leases could not be checked: {Problem}", exception.Message);
        }
    }
}
