using System.Diagnostics;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

/// <summary>
/// Measures hops per second: a message claimed with others, then committed with one emitted message of 1 KB, an execution record and its
/// totals. Run by hand, in Release: <c>dotnet run -c Release --project tests/CodeStepHost.Storage.Tests -- --explicit only</c>.
/// </summary>
public sealed class ThroughputProbe(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Hops_per_second()
    {
        foreach (var (inFlight, backlog) in new[] { (1, 0), (8, 0), (64, 0), (256, 0), (64, 300_000) })
        {
            var (hops, processor) = await MeasureAsync(inFlight, backlog);
            var line = $"{inFlight} in flight, backlog {backlog}: {hops:N0} hops/s, {processor:N1} µs of processor time each";
            output.WriteLine(line);
            await Console.Error.WriteLineAsync(line);
        }
    }

    private static async Task<(double PerSecond, double MicrosecondsEach)> MeasureAsync(int inFlight, int backlog)
    {
        using var folder = new TempFolder();
        await using var store = await SqliteFlowStore.OpenAsync(folder.File(), TimeProvider.System, TestContext.Current.CancellationToken);
        var scene = new Scene(store, store.Queries);
        await scene.ActivateAsync();
        var content = $$$"""{"body":{"text":"{{{new string('x', 1000)}}}"},"headers":{}}""";
        for (var filled = 0; filled < backlog; filled += 1000)
            await FillAsync(scene, 1000, content, Scene.Load);
        await FillAsync(scene, inFlight, content, Scene.Map);

        long hops = 0;
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var waiting = new Queue<ClaimedMessage>();
        var working = new List<Task>();
        for (var next = 0; watch.Elapsed < TimeSpan.FromSeconds(6);)
        {
            // As many are claimed at a time as are free, which is what a dispatcher does.
            var free = inFlight - working.Count;
            if (free > 0)
            {
                foreach (var claimed in await scene.ClaimAsync(free))
                {
                    var message = Scene.Message($"{next++:x32}", Scene.Map, content);
                    working.Add(store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge(), message)));
                }
            }

            await Task.WhenAny(working);
            hops += working.RemoveAll(commit => commit.IsCompletedSuccessfully);
        }

        await Task.WhenAll(working);
        process.Refresh();
        return (hops / watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - processor).TotalMicroseconds / hops);
    }

    private static Task<int> FillAsync(Scene scene, int count, string content, StepAddress to)
    {
        var messages = Enumerable.Range(0, count).Select(number => Scene.Message($"fill{number}", to, content)).ToList();
        return scene.Store.EnqueueAsync([new Intake(Guid.NewGuid().ToString("N"), Scene.Trigger, messages)], scene.Now, default);
    }
}
