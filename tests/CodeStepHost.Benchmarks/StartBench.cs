using System.Globalization;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// How long a script process takes from its start to its first compiled script, and how much processor time until its end: unconfined, confined, and
/// confined within bwrap where it is installed, in turn.
/// </summary>
internal static class StartBench
{
    public static async Task RunAsync(Options options)
    {
        var pairs = options.Number("pairs", 15);
        var unconfined = new List<(double Took, double Cpu)>();
        var confined = new List<(double Took, double Cpu)>();
        var wrapped = new List<(double Took, double Cpu)>();
        for (var i = 0; i < pairs; i++)
        {
            unconfined.Add(await MillisecondsAsync(ScriptConfinement.OffITrustEveryScript));
            confined.Add(await MillisecondsAsync(ScriptConfinement.Required));
            if (Bubblewrap.Find() is { } bwrap)
                wrapped.Add(await MillisecondsAsync(ScriptConfinement.Required, bwrap));
        }

        Print("unconfined, ms", unconfined);
        Print("confined, ms", confined);
        Print("difference within a pair, ms", Differences(confined, unconfined));
        if (wrapped.Count == 0)
            return;
        Print("confined within bwrap, ms", wrapped);
        Print("difference within a pair, ms", Differences(wrapped, confined));
    }

    private static List<(double Took, double Cpu)> Differences(List<(double Took, double Cpu)> with, List<(double Took, double Cpu)> without) =>
        [.. with.Zip(without, (one, other) => (one.Took - other.Took, one.Cpu - other.Cpu))];

    private static async Task<(double Took, double Cpu)> MillisecondsAsync(ScriptConfinement confinement, string? bwrap = null)
    {
        var time = TimeProvider.System;
        double cpu;
        double took;
        await using (var pool = new SandboxPool(new SandboxOptions { Spares = 0, Confinement = confinement, Bubblewrap = bwrap }, time, NullLogger<SandboxPool>.Instance))
        {
            // bwrap is put around processes once it has been tried.
            if (bwrap is not null)
                await pool.ConfinementAsync(CancellationToken.None);
            cpu = ProcessFigures.EndedChildrenCpuSeconds(Environment.ProcessId);
            took = await StartAsync(pool, time);
        }

        // What is below bwrap is killed with it, and its processor time is added to nobody's.
        return (took, bwrap is null ? (ProcessFigures.EndedChildrenCpuSeconds(Environment.ProcessId) - cpu) * 1000 : double.NaN);
    }

    private static async Task<double> StartAsync(SandboxPool pool, TimeProvider time)
    {
        using var http = new ScriptHttp(time);
        var code = new CodeComponent(pool, http, time, NullLogger<CodeComponent>.Instance);
        var step = new StepDefinition { Name = "step", Uses = StepKinds.Code, Script = "step.js" };
        var flow = new FlowVersion(1, new FlowPackage("bench", new Dictionary<string, string>(StringComparer.Ordinal) { ["step.js"] = "function run() { }" }), new FlowDefinition { Name = "bench", Steps = [step] });
        var began = time.GetTimestamp();
        var findings = await code.ValidateAsync(flow, step, CancellationToken.None);
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        return findings.Count == 0 ? took : throw new InvalidOperationException(findings[0].Message);
    }

    private static void Print(string what, List<(double Took, double Cpu)> values) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-32}elapsed {Median(values.Select(value => value.Took)),6:0}   processor {Median(values.Select(value => value.Cpu)),8:0}"));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
