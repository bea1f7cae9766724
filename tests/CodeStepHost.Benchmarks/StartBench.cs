using System.Globalization;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// How long a script process takes from its start to its first compiled script, and how much processor time until its end, unconfined and confined
/// in turn.
/// </summary>
internal static class StartBench
{
    public static async Task RunAsync(Options options)
    {
        var pairs = options.Number("pairs", 15);
        var unconfined = new List<(double Took, double Cpu)>();
        var confined = new List<(double Took, double Cpu)>();
        for (var i = 0; i < pairs; i++)
        {
            unconfined.Add(await MillisecondsAsync(ScriptConfinement.OffITrustEveryScript));
            confined.Add(await MillisecondsAsync(ScriptConfinement.Required));
        }

        Print("unconfined, ms", unconfined);
        Print("confined, ms", confined);
        Print("difference within a pair, ms", [.. confined.Zip(unconfined, (with, without) => (with.Took - without.Took, with.Cpu - without.Cpu))]);
    }

    private static async Task<(double Took, double Cpu)> MillisecondsAsync(ScriptConfinement confinement)
    {
        var cpu = ProcessFigures.EndedChildrenCpuSeconds(Environment.ProcessId);
        var took = await StartAsync(confinement);
        return (took, (ProcessFigures.EndedChildrenCpuSeconds(Environment.ProcessId) - cpu) * 1000);
    }

    private static async Task<double> StartAsync(ScriptConfinement confinement)
    {
        var time = TimeProvider.System;
        await using var pool = new SandboxPool(new SandboxOptions { Spares = 0, Confinement = confinement }, time, NullLogger<SandboxPool>.Instance);
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
        $"{what,-32}elapsed {Median(values.Select(value => value.Took)),6:0}   processor {Median(values.Select(value => value.Cpu)),6:0}"));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
