using System.Collections.Concurrent;
using System.Diagnostics;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Escape;

/// <summary>Hostile scripts, run by the real pool in real, confined processes, while another flow does its work.</summary>
public sealed class EscapeTests : IAsyncLifetime
{
    private const int AtOnce = 3;

    // The compiler was ended: for the files that attack it that is right, for others the machine was too busy to tell.
    private const string NotCompiled = "script.not-compiled";

    // It only speaks of what is forbidden.
    private const string Harmless = "cs/nameof-and-cref-noise.csx";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);
    private static readonly string[] Traces = ["ESCAPED", "EXPOSED", "LEAK"];

    private readonly ConcurrentQueue<string> _log = new();
    private readonly SandboxPool _pool;
    private readonly ScriptHttp _http = new(TimeProvider.System);
    private readonly CodeComponent _component;

    public EscapeTests()
    {
        _pool = new SandboxPool(new SandboxOptions { Spares = 1, MaxProcesses = AtOnce + 2, CompileTime = TimeSpan.FromSeconds(20), Memory = 160 << 20, LongestRest = TimeSpan.Zero }, TimeProvider.System, new ListLog(_log));
        _component = new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task No_hostile_script_gets_out_or_does_harm_to_another()
    {
        var before = Outside();
        var wrong = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var wellBehaved = WorkAsync(stop.Token);

        await Parallel.ForEachAsync(HostileScript.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (script, _) =>
        {
            if (Judge(script, await RunAsync(script, "hostile")) is { } problem)
                wrong.Enqueue($"{script.Name}: {problem}");
        });

        await stop.CancelAsync();
        Assert.True(await wellBehaved > 0);
        await _pool.DisposeAsync();
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
        Assert.DoesNotContain(_log, line => Traces.Any(trace => line.Contains(trace, StringComparison.Ordinal)));
        Assert.Equal(before, Outside());
        Assert.Empty(SandboxProcesses());
    }

    [Theory]
    [InlineData("cs/static-state-1-write.csx", "cs/static-state-2-read.csx")]
    [InlineData("js/global-state-1-write.js", "js/global-state-2-read.js")]
    public async Task What_one_flow_leaves_behind_another_does_not_find(string write, string read)
    {
        await RunAsync(HostileScript.Named(write), "first");
        var found = await RunAsync(HostileScript.Named(read), "second");
        Assert.Contains("clean", Assert.Single(found.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_what_the_script_reached_for_and_where()
    {
        var wrong = new List<string>();
        foreach (var script in HostileScript.All.Where(script => script.Names.Count > 0))
        {
            var (flow, step) = Prepare(script, "hostile");
            var findings = await _component.ValidateAsync(flow, step, TestContext.Current.CancellationToken);
            if (!findings.Any(finding => finding.Severity == "error" && finding.Line > 0 && script.Names.Any(name => IsNamed(name, finding, script))))
                wrong.Add($"{script.Name} should name {string.Join(" or ", script.Names)}:\n  {string.Join("\n  ", findings)}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    // A directive is named by its line.
    private static bool IsNamed(string name, ScriptFinding finding, HostileScript script) =>
        finding.ToString().Contains(name, StringComparison.Ordinal) || (name[0] == '#' && script.Text.Split('\n')[finding.Line - 1].StartsWith(name, StringComparison.Ordinal));

    private static string? Judge(HostileScript script, Outcome outcome)
    {
        if (outcome.Texts.FirstOrDefault(text => text.Contains("(exit code 0)", StringComparison.Ordinal)) is { } death)
            return death;
        if (script.Expectation == "reject" && outcome.IsCompiled && !outcome.IsRejected)
            return $"it is not rejected, and ended as {outcome.End}";
        if (script.Expectation == "kill" && outcome.End is ComponentEnd.Completed)
            return "it ended well";
        if (script.Name == Harmless && outcome.IsRejected)
            return $"it is rejected, but does nothing: {outcome.Texts.First()}";
        return outcome.Texts.FirstOrDefault(text => Traces.Any(trace => text.Contains(trace, StringComparison.Ordinal)));
    }

    private (FlowVersion Flow, StepDefinition Step) Prepare(HostileScript script, string flowName)
    {
        var step = CodeStage.Step(Time, script.FileName, Path.GetFileNameWithoutExtension(script.FileName)) with { Limits = StepLimits.Default with { Time = Time, Memory = _pool.Options.Memory } };
        return (CodeStage.Flow(step, flowName, new Dictionary<string, string> { [script.FileName] = script.Text }), step);
    }

    private async Task<Outcome> RunAsync(HostileScript script, string flowName)
    {
        var (flow, step) = Prepare(script, flowName);
        var findings = await _component.ValidateAsync(flow, step, TestContext.Current.CancellationToken);
        if (findings.FirstOrDefault(finding => finding.Severity == "error") is { } rejection)
            return new Outcome(null, [rejection.Message], []) { IsCompiled = rejection.Code != NotCompiled };

        await using var lane = await _component.OpenLaneAsync(flow, step, TestContext.Current.CancellationToken);
        var emissions = new RecordingEmissions();
        var end = await lane.RunAsync(CodeStage.Message(emissions), TestContext.Current.CancellationToken);
        return new Outcome(end, [.. emissions.Data], [.. emissions.Logs.Select(log => log.Text)]);
    }

    /// <summary>Messages through another flow, until stopped; each has to end well.</summary>
    private async Task<int> WorkAsync(CancellationToken stop)
    {
        var step = CodeStage.Step(TimeSpan.FromMinutes(2)) with { Limits = StepLimits.Default with { Time = TimeSpan.FromMinutes(2), Memory = _pool.Options.Memory } };
        var flow = CodeStage.Flow(step, "well-behaved", new Dictionary<string, string> { ["step.js"] = "function run(msg) { return { n: msg.body.n + 1 }; }" });
        await using var lane = await _component.OpenLaneAsync(flow, step, CancellationToken.None);
        var done = 0;
        while (!stop.IsCancellationRequested)
        {
            var emissions = new RecordingEmissions();
            Assert.IsType<ComponentEnd.Completed>(await lane.RunAsync(CodeStage.Message(emissions, content: $$$"""{"body":{"n":{{{done}}}},"headers":{}}"""), CancellationToken.None));
            Assert.Contains($"\"n\":{++done}", Assert.Single(emissions.Data), StringComparison.Ordinal);
        }

        return done;
    }

    // Other tests make files there too; what these scripts would make has such a name.
    private static List<string> Outside() =>
        [.. new[] { "/tmp", "/dev/shm", "/", Environment.CurrentDirectory }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries)
            .Where(entry => entry.Contains("escape", StringComparison.OrdinalIgnoreCase) || entry.Contains("codestep-probe", StringComparison.Ordinal))];

    /// <summary>Script processes of this test run that are still there.</summary>
    private static List<int> SandboxProcesses() =>
        [.. Process.GetProcessesByName("dotnet").Where(process => IsOurs(process.Id)).Select(process => process.Id)];

    private static bool IsOurs(int process)
    {
        try
        {
            // The second stage tells its host, and how much memory it has, which only this class asks for.
            var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return words.Contains("confined") && words.Contains($"{Environment.ProcessId}") && words.Contains($"{4L * (160 << 20)}");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <param name="End">How it ended; null when it was rejected at upload.</param>
    private sealed record Outcome(ComponentEnd? End, IReadOnlyList<string> Data, IReadOnlyList<string> Logs)
    {
        private StepError? Error => End switch
        {
            ComponentEnd.Threw threw => threw.Error,
            ComponentEnd.LimitExceeded limit => limit.Error,
            ComponentEnd.SandboxLost lost => lost.Error,
            _ => null,
        };

        public bool IsRejected => End is null;

        public bool IsCompiled { get; init; } = true;

        public IEnumerable<string> Texts => [.. Data, .. Logs, Error?.ToString() ?? "", .. Error?.Details?.Values ?? []];
    }

    private sealed class ListLog(ConcurrentQueue<string> lines) : ILogger<SandboxPool>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));
    }
}
