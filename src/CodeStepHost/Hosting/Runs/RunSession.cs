using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting.Ingress;

namespace CodeStepHost.Hosting.Runs;

/// <summary>
/// One <c>codestep run</c>: deploys and starts the folder's flows, feeds their files, and ends when no message waits, runs or is parked.
/// </summary>
internal sealed class RunSession(FlowHost host, IReadOnlyList<FlowInFolder> flows, string run)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private IReadOnlyList<Quarantine> _quarantines = [];

    /// <summary>Whether a step was in quarantine or on hold at the last look, in words.</summary>
    public string? Withheld(StepAddress address) => _quarantines.FirstOrDefault(quarantine => quarantine.Address == address) switch
    {
        null => null,
        { IsHold: true } => "on hold",
        _ => "in quarantine",
    };

    /// <summary>Deploys every flow and starts it.</summary>
    public async Task DeployAsync(CancellationToken cancellationToken)
    {
        foreach (var package in flows.Select(flow => flow.Package))
        {
            await host.Store.DeployAsync(package, moveQueued: true, host.Time.GetUtcNow(), cancellationToken);
            await host.Store.SetFlowStateAsync(package.Name, FlowState.Active, host.Time.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>Runs to the end, or until stopped.</summary>
    /// <param name="show">Called with the counts several times a second, and a last time at the end.</param>
    /// <param name="stopClaiming">Ctrl-C: finish what is claimed, then end.</param>
    /// <param name="stopWork">A second Ctrl-C.</param>
    /// <returns>Whether nothing is left to do. What a quarantine withholds is left: such a run ends unfinished when all else is done.</returns>
    public async Task<bool> RunAsync(Action<IReadOnlyList<StepCounts>> show, CancellationToken stopClaiming, CancellationToken stopWork)
    {
        using var nothingLeft = CancellationTokenSource.CreateLinkedTokenSource(stopClaiming);
        var running = host.RunAsync(fireSchedules: false, nothingLeft.Token, stopWork);
        var feeding = FeedAsync(nothingLeft.Token);
        var finished = false;
        var isStuck = false;
        try
        {
            while (!finished && !isStuck && !running.IsCompleted && !feeding.IsFaulted)
            {
                var fed = feeding.IsCompleted;
                var counts = await host.Queries.StepCountsAsync(null, host.Time.GetUtcNow(), nothingLeft.Token);
                _quarantines = await host.Queries.QuarantinesAsync(null, nothingLeft.Token);
                show(counts);
                finished = fed && counts.All(step => step.Waiting + step.Running + step.Parked + step.Gathering + step.Held == 0);
                isStuck = !finished && fed && IsStuck(counts);
                if (!finished && !isStuck)
                    await Task.Delay(LookEvery, host.Time, nothingLeft.Token);
            }
        }
        catch (OperationCanceledException) when (stopClaiming.IsCancellationRequested)
        {
            // Ctrl-C: what is claimed is finished below.
        }

        await nothingLeft.CancelAsync();
        await running;
        await IgnoreCancellationAsync(feeding);
        show(await host.Queries.StepCountsAsync(null, host.Time.GetUtcNow(), CancellationToken.None));
        return finished;
    }

    /// <summary>Whether all that is left is withheld by quarantines. A step on hold goes on by itself.</summary>
    private bool IsStuck(IReadOnlyList<StepCounts> counts) =>
        _quarantines.Any(quarantine => !quarantine.IsHold)
        && counts.All(step => step.Running == 0 && (step.Waiting + step.Parked + step.Gathering + step.Held == 0 || _quarantines.Any(quarantine => !quarantine.IsHold && quarantine.Address == step.Address)));

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        var feeds = new List<Task>();
        var rows = await host.Queries.FlowsAsync(cancellationToken);
        foreach (var (folder, package, _) in flows)
        {
            var version = rows.Single(row => row.Name == package.Name).Version;
            var flow = (await host.Catalog.FindAsync(package.Name, version, cancellationToken))!;
            var feeder = new RecordFeeder(host, folder);
            feeds.AddRange(flow.Definition.Steps.Where(step => step.Uses == StepKinds.Manual).Select(trigger => feeder.FeedAsync(flow, trigger, run, cancellationToken)));
            feeds.AddRange(flow.Definition.Steps.Where(step => step.Uses == StepKinds.Directory).Select(trigger => host.Directories.TakeAllAsync(flow, trigger, run, cancellationToken)));
        }

        await Task.WhenAll(feeds);
    }

    private static async Task IgnoreCancellationAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The run was stopped while files were being read; the next start goes on with them.
        }
    }
}
