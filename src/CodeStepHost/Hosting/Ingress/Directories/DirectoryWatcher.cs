using System.Collections.Concurrent;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>Has the <c>directory</c> triggers of active flows look into their folders, each by itself: a large file of one is in no other's way.</summary>
/// <param name="directories">The folders that the host's settings permit, by name.</param>
internal sealed class DirectoryWatcher(IFlowStore store, IFlowQueries queries, FlowCatalog catalog, MessageIntake intake, IReadOnlyDictionary<string, string> directories, TimeProvider time, ILogger<DirectoryWatcher> logger, int mostFiles = DirectoryWatcher.MostFiles)
{
    /// <summary>Most files that a position knows: all of them are written anew with each that comes.</summary>
    public const int MostFiles = 10_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly TriggerPositions<DirectoryPosition> _positions = new(store, queries, time, StepKinds.Directory);
    private readonly Dictionary<StepAddress, Watch> _watches = [];
    private readonly ConcurrentDictionary<StepAddress, DirectoryTroubles> _troubles = [];

    /// <summary>What cannot be read or put away at present.</summary>
    public IEnumerable<DirectoryTrouble> Troubles => _troubles.Values.SelectMany(troubles => troubles.Present);

    /// <summary>Looks until cancelled. What is being read then is left, and goes on at the next start.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await RunOnceAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping is how it ends.
        }

        foreach (var watch in _watches.Values)
            await watch.Stop.CancelAsync();
        await IdleAsync();
        foreach (var watch in _watches.Values)
            watch.Stop.Dispose();
    }

    /// <summary>Begins the looks that are due, and ends those of triggers that are gone or changed.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var current = await TriggersAsync(cancellationToken);
            foreach (var (address, watch) in _watches.ToList())
            {
                if (!current.TryGetValue(address, out var trigger) || trigger.Flow.Number != watch.Version)
                    await EndAsync(address, watch);
            }

            foreach (var (address, (flow, step)) in current)
            {
                if (!_watches.TryGetValue(address, out var watch))
                    _watches[address] = watch = new Watch(flow.Number, new WatchedDirectory(flow, step, directories, intake, _positions, time, mostFiles), DirectorySettings.EveryOf(step));
                if (watch.Looking.IsCompleted && watch.Next <= time.GetUtcNow())
                    watch.Looking = LookAsync(address, watch);
            }
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("The directories to watch could not be looked up: {Problem}", exception.Message);
        }
    }

    /// <summary>Ends when no look is at work.</summary>
    internal Task IdleAsync() => Task.WhenAll(_watches.Values.Select(watch => watch.Looking));

    /// <summary>Takes in what lies in a trigger's folder now, waiting once for what has not settled: for a run that ends.</summary>
    /// <exception cref="HostStartException">Something cannot be read. What was taken in is, and another run goes on.</exception>
    public async Task TakeAllAsync(FlowVersion flow, StepDefinition trigger, string run, CancellationToken cancellationToken)
    {
        var directory = new WatchedDirectory(flow, trigger, directories, intake, _positions, time, mostFiles);
        var isSecond = false;
        while (true)
        {
            var look = await LookAsync();
            if (look.Problems.FirstOrDefault() is { Key: { } file } problem)
                throw new HostStartException($"{flow.Definition.Name}/{trigger.Name}: {file}: {problem.Value}");
            if (look.IsFull)
                throw new HostStartException($"{flow.Definition.Name}/{trigger.Name}: {Full()}");
            if (look.Waiting == 0 || (look.Taken == 0 && isSecond))
                return;
            if (look.Taken == 0)
            {
                isSecond = true;
                await Task.Delay(DirectorySettings.Read(trigger, directories).Stable, time, cancellationToken);
            }
        }

        async Task<DirectoryLook> LookAsync()
        {
            try
            {
                return await directory.LookAsync(run, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new HostStartException($"{flow.Definition.Name}/{trigger.Name}: {exception.Message}");
            }
        }
    }

    private string Full() => $"the most files that it can know, {mostFiles}, lie in its folder, and others wait until some of these are gone: let the trigger delete or move what it has taken in";

    private async Task<Dictionary<StepAddress, (FlowVersion Flow, StepDefinition Step)>> TriggersAsync(CancellationToken cancellationToken)
    {
        var triggers = new Dictionary<StepAddress, (FlowVersion, StepDefinition)>();
        foreach (var row in await queries.FlowsAsync(cancellationToken))
        {
            if (row.State != FlowState.Active || await catalog.FindAsync(row.Name, row.Version, cancellationToken) is not { } flow)
                continue;
            foreach (var step in flow.Definition.Steps.Where(step => step.Uses == StepKinds.Directory))
                triggers[new StepAddress(row.Name, step.Name)] = (flow, step);
        }

        return triggers;
    }

    /// <summary>A look of the former version ends before one of the next begins.</summary>
    private async Task EndAsync(StepAddress address, Watch watch)
    {
        await watch.Stop.CancelAsync();
        if (!watch.Looking.IsCompleted)
            return;
        watch.Stop.Dispose();
        _watches.Remove(address);
        _troubles.TryRemove(address, out _);
    }

    private async Task LookAsync(StepAddress address, Watch watch)
    {
        var troubles = _troubles.GetOrAdd(address, _ => new DirectoryTroubles(address, time, logger));
        try
        {
            // Not on the loop's time: listing a large folder takes a while.
            await Task.Yield();
            var look = await watch.Directory.LookAsync(run: null, watch.Stop.Token);
            if (look.IsFull)
                look.Problems[string.Empty] = Full();
            troubles.Are(look.Problems);
        }
        catch (OperationCanceledException) when (watch.Stop.IsCancellationRequested)
        {
            // The flow was stopped or deployed anew, or the host ends.
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("{Address} could not take in its files, and tries it again: {Problem}", address, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            troubles.Are(new Dictionary<string, string> { [string.Empty] = exception.Message });
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "{Address} could not look into its folder, and tries it again", address);
        }

        watch.Next = time.GetUtcNow() + watch.Every;
    }

    private sealed class Watch(int version, WatchedDirectory directory, TimeSpan every)
    {
        public int Version { get; } = version;

        public WatchedDirectory Directory { get; } = directory;

        public TimeSpan Every { get; } = every;

        public CancellationTokenSource Stop { get; } = new();

        public Task Looking { get; set; } = Task.CompletedTask;

        /// <summary>When it looks again: written by the look before it has ended.</summary>
        public DateTimeOffset Next { get; set; }
    }
}
