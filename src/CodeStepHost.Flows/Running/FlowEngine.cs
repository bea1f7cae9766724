using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Runs all flows of a store: a dispatcher for each step that the current versions have or in which messages still wait.
/// Which steps those are is looked up again whenever a flow was deployed, started or stopped.
/// </summary>
/// <param name="owner">This host's name in leases. One host at a time has a name, so what it had leased before is given back when it starts.</param>
/// <param name="changedElsewhere">Whether another process has written to the store since the last call; waking all dispatchers follows.</param>
public sealed class FlowEngine(
    string owner,
    IFlowStore store,
    IFlowQueries queries,
    FlowCatalog catalog,
    StepRunner runner,
    LeaseKeeper leases,
    WakeUps wakeUps,
    Func<bool> changedElsewhere,
    TimeProvider time,
    ILogger<FlowEngine> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<StepAddress, Running> _running = [];
    private IReadOnlyList<FlowRow> _seen = [];

    private sealed record Running(StepDispatcher Dispatcher, CancellationTokenSource Stop, Task Task);

    /// <summary>
    /// Runs until <paramref name="stopClaiming"/>, then lets what is claimed come to its end and be committed.
    /// <paramref name="stopWork"/> interrupts what still runs; those messages are given back and run again, uncounted.
    /// </summary>
    public async Task RunAsync(CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var rescued = await store.RescueOwnerAsync(owner, time.GetUtcNow(), stopClaiming).ConfigureAwait(false);
        if (rescued > 0)
            logger.LogWarning("Messages that were at work when this host ended last run again: {Count}", rescued);

        using var stopUpkeep = new CancellationTokenSource();
        Task[] upkeep = [leases.RunAsync(stopUpkeep.Token), new LeaseRescuer(store, wakeUps, time, logger).RunAsync(stopUpkeep.Token), new Pruner(store, time, logger).RunAsync(stopUpkeep.Token)];
        try
        {
            while (!stopClaiming.IsCancellationRequested)
            {
                // None of these ends by itself. One that did takes the host with it, rather than leave a step standing still, or leases unkept, unnoticed.
                if (_running.Values.Select(running => running.Task).Concat(upkeep).FirstOrDefault(task => task.IsFaulted) is { } broken)
                    await broken.ConfigureAwait(false);
                await LookAsync(stopClaiming, stopWork).ConfigureAwait(false);
                await Task.Delay(LookEvery, time, stopClaiming).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopClaiming.IsCancellationRequested)
        {
            // Stopping is how this loop ends.
        }

        await Task.WhenAll(_running.Values.Select(running => running.Task)).ConfigureAwait(false);
        await stopUpkeep.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(upkeep).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken stopClaiming, CancellationToken stopWork)
    {
        try
        {
            if (changedElsewhere())
                wakeUps.SignalAll();
            var flows = await queries.FlowsAsync(stopClaiming).ConfigureAwait(false);
            if (flows.Select(Shape).SequenceEqual(_seen.Select(Shape)))
                return;
            await DispatchAsync(flows, stopClaiming, stopWork).ConfigureAwait(false);
            _seen = flows;
            wakeUps.SignalAll();
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("The flows could not be looked up: {Problem}", exception.Message);
        }

        static (string, FlowState, int) Shape(FlowRow flow) => (flow.Name, flow.State, flow.Version);
    }

    private async Task DispatchAsync(IReadOnlyList<FlowRow> flows, CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var wanted = new Dictionary<StepAddress, int>();
        foreach (var left in await queries.StepCountsAsync(null, time.GetUtcNow(), stopClaiming).ConfigureAwait(false))
            wanted[left.Address] = 1;
        foreach (var flow in flows)
        {
            var version = await catalog.FindAsync(flow.Name, flow.Version, stopClaiming).ConfigureAwait(false);
            foreach (var step in version?.Definition.Steps ?? [])
                wanted[new StepAddress(flow.Name, step.Name)] = step.Concurrency;
        }

        foreach (var (address, concurrency) in wanted)
        {
            if (_running.TryGetValue(address, out var running))
            {
                if (running.Dispatcher.Concurrency == concurrency)
                    continue;
                await running.Stop.CancelAsync().ConfigureAwait(false);
                await running.Task.ConfigureAwait(false);
                running.Stop.Dispose();
            }

            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopClaiming);
            var dispatcher = new StepDispatcher(address, concurrency, owner, store, queries, runner, leases, wakeUps, time, logger);
            _running[address] = new Running(dispatcher, stop, Task.Run(() => dispatcher.RunAsync(stop.Token, stopWork), CancellationToken.None));
        }
    }
}
