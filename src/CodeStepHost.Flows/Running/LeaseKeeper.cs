using System.Collections.Concurrent;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>Renews the leases of all messages that this host has claimed, those that wait for a lane among them, in one verb each third of a lease.</summary>
public sealed class LeaseKeeper(IFlowStore store, TimeProvider time, ILogger<LeaseKeeper> logger)
{
    /// <summary>How long a message stays leased after its host fell silent.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<ClaimToken, bool> _held = new();

    /// <summary>Keeps a lease from now on.</summary>
    internal void Keep(ClaimToken claim) => _held[claim] = true;

    /// <summary>Whether a lease is still this host's, as far as it knows.</summary>
    internal bool Holds(ClaimToken claim) => _held.ContainsKey(claim);

    internal void Release(ClaimToken claim) => _held.TryRemove(claim, out _);

    /// <summary>Renews until cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Loop.RunAsync(Lease / 3, time, RunOnceAsync, stop);

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_held.IsEmpty)
            return;
        try
        {
            var lost = await store.RenewAsync([.. _held.Keys], time.GetUtcNow() + Lease, cancellationToken).ConfigureAwait(false);
            foreach (var claim in lost)
                _held.TryRemove(claim, out _);
            if (lost.Count > 0)
                logger.LogWarning("{Count} leases were lost; the commits of those messages will be refused and the messages run again", lost.Count);
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("Leases could not be renewed: {Problem}", exception.Message);
        }
    }
}
