using System.Globalization;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// From a script's new text to the end of its first message, through pool, process and pipes, in turn: C# cold (no script was compiled in the process, nothing is
/// kept), C# after a restart (the process is started too, the assembly is kept), C# warm (the flow's process runs the former version), JavaScript warm.
/// </summary>
internal sealed class UploadBench(Options options)
{
    private static readonly TimeProvider _time = TimeProvider.System;
    private readonly SandboxOptions _sandbox = new() { Spares = 0, SandboxPath = options.Text("sandbox", "") is { Length: > 0 } path ? path : null };

    public async Task RunAsync()
    {
        var rounds = options.Number("rounds", 7);
        var data = Directory.CreateTempSubdirectory("codestep-uploads").FullName;
        var taken = new Dictionary<string, List<Taken>>(StringComparer.Ordinal);
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (name, figures) in await RoundAsync(data, round))
                    (taken.TryGetValue(name, out var list) ? list : taken[name] = []).Add(figures);
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        await RedeployAsync(options.Number("redeploys", 500));
        Console.WriteLine("| script's text to its first message's end | median, ms | least | most | its process's CPU, median, ms |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, all) in taken)
        {
            var times = all.Select(figures => figures.Milliseconds).Order().ToList();
            var cpu = all.Select(figures => figures.CpuMilliseconds).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[times.Count / 2]:0} | {times[0]:0} | {times[^1]:0} | {cpu[cpu.Count / 2]:0} |"));
        }
    }

    private async Task<IReadOnlyList<(string Name, Taken Figures)>> RoundAsync(string data, int round)
    {
        var figures = new List<(string, Taken)>();
        var cSharp = await TextAsync("upload.csx");
        var javaScript = await TextAsync("map.js");
        await using (var host = new Host(_sandbox, data))
        {
            await host.UploadAsync("step.js", javaScript);
            figures.Add(("C#, cold", await host.UploadAsync("step.csx", $"{cSharp}// {round}")));
            figures.Add(("C#, warm", await host.UploadAsync("step.csx", $"{cSharp}// {round} changed")));
            figures.Add(("C#, warm, once more", await host.UploadAsync("step.csx", $"{cSharp}// {round} changed again")));
            figures.Add(("JavaScript, warm", await host.UploadAsync("step.js", $"{javaScript}// {round} changed")));
        }

        // What is kept comes from a process that has run nothing yet, as that of a deployment.
        await using (var host = new Host(_sandbox, data))
            await host.UploadAsync("step.csx", $"{cSharp}// {round}");
        await using (var host = new Host(_sandbox, data))
            figures.Add(("C#, after a restart, the start of its process included", await host.UploadAsync("step.csx", $"{cSharp}// {round}")));
        await using (var host = new Host(_sandbox, data))
        {
            await host.UploadAsync("step.js", javaScript);
            figures.Add(("C#, after a restart, in a process that stands ready", await host.UploadAsync("step.csx", $"{cSharp}// {round}")));
        }

        return figures;
    }

    /// <summary>One C# script redeployed again and again: what its process takes.</summary>
    private async Task RedeployAsync(int versions)
    {
        var text = await TextAsync("upload.csx");
        await using var host = new Host(_sandbox, Path.Combine(Path.GetTempPath(), "none"), keeps: false);
        for (var version = 1; version <= versions; version++)
        {
            await host.UploadAsync("step.csx", $"{text}// {version}");
            if (version % 100 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {version} redeploys: {Host.ProcessesRss():0} MB"));
        }

        Console.WriteLine();
    }

    private static Task<string> TextAsync(string file) => File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "scripts", file));

    /// <summary>The part of a host that runs scripts.</summary>
    private sealed class Host : IAsyncDisposable
    {
        private const string Flow = "uploads";

        private readonly SandboxPool _pool;
        private readonly ScriptHttp _http = new(_time);
        private readonly CodeComponent _code;
        private readonly byte[] _message = Bodies.Message("map", 0);
        private int _version;

        public Host(SandboxOptions options, string data, bool keeps = true)
        {
            _pool = new SandboxPool(options, _time, NullLogger<SandboxPool>.Instance);
                        _code = new CodeComponent(_pool, _http, _time, NullLogger<CodeComponent>.Instance, assemblies: keeps ? new AssemblyCache(data, options) : null);
        }

        /// <summary>Memory of the largest script process, in MiB.</summary>
        public static double ProcessesRss() => ProcessFigures.ChildrenOf(Environment.ProcessId).Select(ProcessFigures.Rss).DefaultIfEmpty().Max();

        /// <summary>Opens a lane for a new version of the flow and runs one message.</summary>
        public async Task<Taken> UploadAsync(string file, string text)
        {
            var cpu = ProcessesCpu();
            var started = _time.GetTimestamp();
            var step = new StepDefinition { Name = file, Uses = StepKinds.Code, Script = file };
            var package = new FlowPackage(Flow, new Dictionary<string, string>(StringComparer.Ordinal) { [file] = text });
            await using var lane = await _code.OpenLaneAsync(new FlowVersion(++_version, package, new FlowDefinition { Name = Flow, Steps = [step] }), step, CancellationToken.None);
            var end = await lane.RunAsync(Execution(), CancellationToken.None);
            var elapsed = _time.GetElapsedTime(started).TotalMilliseconds;
            return end is ComponentEnd.Completed ? new Taken(elapsed, (ProcessesCpu() - cpu) * 1000) : throw new InvalidOperationException($"The script did not complete: {end}");
        }

        private static double ProcessesCpu() => ProcessFigures.ChildrenOf(Environment.ProcessId).Sum(ProcessFigures.CpuSeconds);

        public async ValueTask DisposeAsync()
        {
            await _pool.DisposeAsync();
            _http.Dispose();
        }

        private StepExecution Execution() => new(
            new ClaimedMessage(
                new ClaimToken(1, 1),
                new NewMessage { Id = "m", Address = new StepAddress(Flow, "map"), FlowVersion = 1, Run = "r", Thread = "t", Content = _message },
                Attempt: 1,
                Rebounds: 0,
                DateTimeOffset.UnixEpoch),
            default,
            default,
            _time.GetUtcNow(),
            Seed: 7,
            new Dropped());
    }

    private sealed class Dropped : IEmissions
    {
        public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken) => default;

        public void Log(StepLogLevel level, string text)
        {
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => false;
    }
}

/// <summary>What one upload took.</summary>
/// <param name="CpuMilliseconds">Processor time of the script processes, in steps of 10 ms.</param>
internal sealed record Taken(double Milliseconds, double CpuMilliseconds);
