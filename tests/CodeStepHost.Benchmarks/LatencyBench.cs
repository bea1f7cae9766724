using System.Globalization;

namespace CodeStepHost.Benchmarks;

/// <summary>One message at a time through an idle step: from the call that takes it in to its output on disk.</summary>
internal static class LatencyBench
{
    public static async Task RunAsync(Options options)
    {
        var messages = options.Number("messages", 500);
        var body = Bodies.Message("js", options.Number("size", 1000));
        await using var host = await BenchHost.OpenAsync(options.Text("data", Path.GetTempPath()), options.Text("script", "js"), concurrency: 1, Components.Code.CodeComponent.DefaultDepth);
        using var stop = new CancellationTokenSource();
        var running = host.RunAsync(stop.Token);
        var committed = host.WakeUps.BellOf(BenchHost.Work with { Step = "kept" });
        var time = TimeProvider.System;
        var taken = new List<double>();
        for (var i = 0; i < messages; i++)
        {
            var started = time.GetTimestamp();
            await host.PreloadAsync(body, 1);
            await committed.WaitAsync(TimeSpan.FromSeconds(30), time, CancellationToken.None);
            taken.Add(time.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(2), time);
        }

        await stop.CancelAsync();
        await running;
        taken = [.. taken.Skip(messages / 10).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one message, taken in to committed, ms: p50 {taken[taken.Count / 2]:0.00}  p90 {taken[taken.Count * 9 / 10]:0.00}  p99 {taken[taken.Count * 99 / 100]:0.00}  least {taken[0]:0.00}"));
    }
}
