using System.Globalization;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>How long a script process takes from its start to its first compiled script, unconfined and confined in turn.</summary>
internal static class StartBench
{
    public static async Task RunAsync(Options options)
    {
        var pairs = options.Number("pairs", 15);
        var unconfined = new List<double>();
        var confined = new List<double>();
        for (var i = 0; i < pairs; i++)
        {
            unconfined.Add(await MillisecondsAsync(ScriptConfinement.OffITrustEveryScript));
            confined.Add(await MillisecondsAsync(ScriptConfinement.Required));
        }

        Print("unconfined, ms", unconfined);
        Print("confined, ms", confined);
        Print("difference within a pair, ms", [.. confined.Zip(unconfined, (with, without) => with - without)]);
    }

    private static async Task<double> MillisecondsAsync(ScriptConfinement confinement)
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

    private static void Print(string what, List<double> values)
    {
        values.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32}median {values[values.Count / 2],7:0}   best {values[0],7:0}"));
    }
}
