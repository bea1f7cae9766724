using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CodeStepHost.Benchmarks;

/// <summary>The peer and ours in turn (A B A B …), each run in processes of its own: absolute figures move with the machine's load, ratios hold.</summary>
internal sealed class PairsBench(Options options)
{
    private readonly string _peer = Path.GetFullPath(options.Text("peer", "peer-bench"));
    private readonly string _script = options.Text("script", "js");
    private readonly int _messages = options.Number("messages", 20_000);

    public async Task RunAsync()
    {
        var pairs = options.Number("pairs", 3);
        Console.WriteLine("| case | peer, messages/s | ours, messages/s | ratio | peer, CPU s per 1000 | ours, CPU s per 1000 | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var prefetch in _script == "map" ? [10] : new[] { 10, 100 })
        {
            var taken = new List<(PeerFigures Peer, StepFigures Ours)>();
            for (var i = 0; i < pairs; i++)
            {
                taken.Add((await PeerAsync(prefetch), await OursAsync()));
                await Console.Error.WriteLineAsync($"{taken[^1].Peer} {taken[^1].Ours}");
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {_script}, peer's prefetch {prefetch} | {Median(taken.Select(pair => pair.Peer.PerSecond)):0} | {Median(taken.Select(pair => pair.Ours.PerSecond)):0} | {Median(taken.Select(pair => pair.Ours.PerSecond / pair.Peer.PerSecond)):0.0}× | {Median(taken.Select(pair => pair.Peer.CpuSecondsPer1000)):0.00} | {Median(taken.Select(pair => pair.Ours.CpuSecondsPer1000)):0.00} | 1/{Median(taken.Select(pair => pair.Peer.CpuSecondsPer1000 / pair.Ours.CpuSecondsPer1000)):0.0} |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }

    private async Task<StepFigures> OursAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var word in new[] { "step", "--script", _script, "--messages", _messages.ToString(CultureInfo.InvariantCulture), "--data", options.Text("data", Path.GetTempPath()) })
            start.ArgumentList.Add(word);
        return JsonSerializer.Deserialize(await FirstLineAsync(start, () => { }), FiguresJson.Default.StepFigures)!;
    }

    /// <summary>The peer's bench tells the runner's CPU; the broker's is watched from here, and counted over the same time.</summary>
    private async Task<PeerFigures> PeerAsync(int prefetch)
    {
        var messages = Math.Min(_messages, 5000);
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _peer };
        start.ArgumentList.Add("bench.js");
        start.ArgumentList.Add($"{{\"n\":{messages},\"prefetch\":{prefetch},\"script\":\"{(_script == "map" ? "map" : "pass")}\",\"nodelay\":{(_script == "map" ? "true" : "false")}}}");
        var broker = new List<(long At, double Cpu)>();
        var time = TimeProvider.System;
        var line = await FirstLineAsync(start, () => broker.Add((time.GetTimestamp(), ProcessFigures.Named("beam.smp").Sum(ProcessFigures.CpuSeconds))));
        using var said = JsonDocument.Parse(line);
        var perSecond = said.RootElement.GetProperty("perSecond").GetDouble();
        var from = broker[^1].At - (long)(messages / perSecond * time.TimestampFrequency);
        var brokerCpu = broker[^1].Cpu - broker.First(sample => sample.At >= from).Cpu;
        return new PeerFigures(perSecond, said.RootElement.GetProperty("peerCpuSecondsPer1000").GetDouble() + brokerCpu / messages * 1000);
    }

    private static async Task<string> FirstLineAsync(ProcessStartInfo start, Action meanwhile)
    {
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync();
        while (!reading.IsCompleted)
        {
            meanwhile();
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await reading).Split('\n')[0] : throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}.");
    }
}

/// <summary>What one run of the peer's bench has measured, its broker's CPU included.</summary>
internal sealed record PeerFigures(double PerSecond, double CpuSecondsPer1000);
