using System.Globalization;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// Messages a second through one Code step, durable on SQLite: they wait in the step's queue, and the clock runs from the first
/// output committed to the last, as the peer's bench does it.
/// </summary>
internal static class StepBench
{
    public static async Task<StepFigures> RunAsync(Options options)
    {
        var script = options.Text("script", "js");
        var messages = options.Number("messages", 20_000);
        var concurrency = options.Number("concurrency", 1);
        var backlog = options.Number("backlog", 0);
        var body = Bodies.Message(script, options.Number("size", 1000));
        await using var host = await BenchHost.OpenAsync(options.Text("data", Path.GetTempPath()), script, concurrency, options.Number("depth", Components.Code.CodeComponent.DefaultDepth), options.Text("confinement", "required") == "off" ? ScriptConfinement.OffITrustEveryScript : ScriptConfinement.Required);
        await host.PreloadAsync(body, messages + backlog);
        GC.Collect();

        using var stop = new CancellationTokenSource();
        var running = host.RunAsync(stop.Token);
        var time = TimeProvider.System;
        long first;
        while ((first = host.Committed) == 0 && !running.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(1), time);
        var started = time.GetTimestamp();
        var hostCpu = ProcessFigures.CpuSeconds(Environment.ProcessId);
        var workers = ProcessFigures.ChildrenOf(Environment.ProcessId);
        var workerCpu = workers.Sum(ProcessFigures.CpuSeconds);

        long done;
        while ((done = host.Committed) < messages && !running.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(5), time);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        hostCpu = ProcessFigures.CpuSeconds(Environment.ProcessId) - hostCpu;
        workerCpu = workers.Sum(ProcessFigures.CpuSeconds) - workerCpu;
        var figures = new StepFigures(
            script,
            messages,
            backlog,
            concurrency,
            body.Length,
            Math.Round((done - first) / seconds),
            Math.Round((hostCpu + workerCpu) / (done - first) * 1000, 4),
            Math.Round(hostCpu / (done - first) * 1000, 4),
            Math.Round(workerCpu / (done - first) * 1000, 4),
            Math.Round(ProcessFigures.Rss(Environment.ProcessId), 1),
            Math.Round(workers.Select(ProcessFigures.Rss).DefaultIfEmpty().Max(), 1));

        await stop.CancelAsync();
        await running;
        var outputs = await host.OutputsAsync();
        if (outputs < messages)
            throw new InvalidOperationException($"{messages} messages were to pass, and {outputs} came out.");
        return figures;
    }

    public static void Print(StepFigures figures)
    {
        Console.WriteLine(JsonSerializer.Serialize(figures, FiguresJson.Default.StepFigures));
        Console.WriteLine();
        (string Name, double Value)[] rows =
        [
            ("messages a second", figures.PerSecond),
            ("CPU seconds per 1000", figures.CpuSecondsPer1000),
            ("  of the host", figures.HostCpuSecondsPer1000),
            ("  of its script processes", figures.WorkerCpuSecondsPer1000),
            ("memory of the host, MiB", figures.HostRssMiB),
            ("memory of the script process, MiB", figures.WorkerRssMiB),
        ];
        foreach (var (name, value) in rows)
            Console.WriteLine($"{name,-36}{value.ToString("#,0.###", CultureInfo.InvariantCulture),12}");
    }
}

/// <summary>What one run of the step bench has measured.</summary>
internal sealed record StepFigures(
    string Script,
    int Messages,
    int Backlog,
    int Concurrency,
    int MessageBytes,
    double PerSecond,
    double CpuSecondsPer1000,
    double HostCpuSecondsPer1000,
    double WorkerCpuSecondsPer1000,
    double HostRssMiB,
    double WorkerRssMiB);
