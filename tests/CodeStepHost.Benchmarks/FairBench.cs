using System.Globalization;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using CodeStepHost.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// What one flow costs another whose script ends its process with each message: the time that the friendly flow needs for its messages, alone and
/// beside the hostile one, in turns. Without a quarantine unless it is asked for, so that it goes on all the while.
/// </summary>
internal static class FairBench
{
    private const string Friendly = "friendly";
    private const string Hostile = "hostile";

    private static readonly Dictionary<string, (string File, string Text)> Scripts = new()
    {
        ["overflow"] = ("work.csx", "int Down(int n) => n < 0 ? 0 : Down(n + 1) + 1;\nvoid Run(Message msg) => Down(0);"),
        ["spin"] = ("work.js", "function run(msg) { for (;;) ; }"),
        ["memory"] = ("work.csx", "void Run(Message msg) { var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]); }"),
    };

    public static async Task RunAsync(Options options)
    {
        var pairs = options.Number("pairs", 3);
        var (alone, beside) = (new List<double>(), new List<double>());
        await OnceAsync(options, isBeside: false);
        for (var pair = 0; pair < pairs; pair++)
        {
            alone.Add((await OnceAsync(options, isBeside: false)).Seconds);
            var (seconds, kills) = await OnceAsync(options, isBeside: true);
            beside.Add(seconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alone {alone[^1]:0.00} s, beside {beside[^1]:0.00} s ({kills} processes of the hostile flow ended), ratio {beside[^1] / alone[^1]:0.00}"));
        }

        var ratio = alone.Zip(beside, (one, other) => other / one).Order().ElementAt(pairs / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median: alone {alone.Order().ElementAt(pairs / 2):0.00} s, beside {beside.Order().ElementAt(pairs / 2):0.00} s, ratio within a pair {ratio:0.00}"));
    }

    private static async Task<(double Seconds, long Kills)> OnceAsync(Options options, bool isBeside)
    {
        var time = TimeProvider.System;
        var messages = options.Number("messages", 6000);
        var folder = Directory.CreateDirectory(Path.Combine(options.Text("data", Path.GetTempPath()), $"codestep-bench-{Guid.NewGuid():N}")).FullName;
        await using var store = await SqliteFlowStore.OpenAsync(Path.Combine(folder, "codestep.db"), time, CancellationToken.None);
        await using var pool = new SandboxPool(new SandboxOptions { MaxProcesses = options.Number("processes", 2) }, time, NullLogger<SandboxPool>.Instance);
        using var http = new ScriptHttp(time);
        await using var logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance);
        var catalog = new FlowCatalog(store.Queries, package => ((FlowReadResult.Accepted)FlowReader.Read(package)).Definition);
        var quarantines = new Quarantines(options.Text("quarantine", "off") == "on" ? QuarantineRules.Default : QuarantineRules.Never, time);
        var leases = new LeaseKeeper(store, time, NullLogger<LeaseKeeper>.Instance);
        var wakeUps = new WakeUps();
        var code = new CodeComponent(pool, http, time, NullLogger<CodeComponent>.Instance, quarantines: quarantines);
        var runner = new StepRunner(store, catalog, [code], leases, wakeUps, new ReplyDesk(), logs, time, NullLogger<StepRunner>.Instance, quarantines: quarantines);
        var engine = new FlowEngine("bench", store, store.Queries, catalog, runner, leases, wakeUps, store.ChangedElsewhere, time, NullLogger<FlowEngine>.Instance);
        var intake = new MessageIntake(store, wakeUps, time);

        var body = Bodies.Message("js", 1000);
        await DeployAsync(Friendly, ("work.js", "async function run(msg) { await this.emit('data', msg); }"), concurrency: 1);
        if (isBeside)
        {
            await DeployAsync(Hostile, Scripts[options.Text("hostile", "overflow")], options.Number("concurrency", 1));
            await SendAsync(Hostile, 1000);
        }

        // The friendly flow is warm, and the hostile one at it, when the measuring begins.
        pool.StartSpares();
        await SendAsync(Friendly, 500);
        using var stop = new CancellationTokenSource();
        using var stopWork = new CancellationTokenSource();
        var running = engine.RunAsync(stop.Token, stopWork.Token);
        await UntilDoneAsync(500);
        while (isBeside && (await CountsAsync(Hostile)).Failed == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);

        var before = (await CountsAsync(Hostile)).Failed;
        var began = time.GetTimestamp();
        await SendAsync(Friendly, messages);
        await UntilDoneAsync(500 + messages);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var kills = (await CountsAsync(Hostile)).Failed - before;
        await stop.CancelAsync();
        await stopWork.CancelAsync();
        await running;
        await pool.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return (seconds, kills);

        async Task DeployAsync(string flow, (string File, string Text) script, int concurrency)
        {
            var yaml = $"""
                steps:
                  in: {"{ uses: webhook, to: work }"}
                  work:
                    uses: code
                    script: {script.File}
                    concurrency: {concurrency}
                    limits: {"{ time: 1s, memory: 64MiB }"}
                """;
            var package = new FlowPackage(flow, new Dictionary<string, string>(StringComparer.Ordinal) { [FlowPackage.DefinitionFile] = yaml, [script.File] = script.Text });
            if (FlowReader.Read(package) is not FlowReadResult.Accepted)
                throw new InvalidOperationException(string.Join('\n', FlowReader.Read(package).Problems));
            await store.DeployAsync(package, moveQueued: false, time.GetUtcNow(), CancellationToken.None);
            await store.SetFlowStateAsync(flow, FlowState.Active, time.GetUtcNow(), CancellationToken.None);
            pool.Know(flow);
        }

        async Task SendAsync(string flow, int count)
        {
            var version = (await catalog.FindAsync(flow, 1, CancellationToken.None))!;
            var trigger = version.Definition.FindStep("in")!;
            for (var left = count; left > 0; left -= 500)
                await intake.AcceptAsync(version, trigger, [.. Enumerable.Repeat(new IncomingMessage(null, body), Math.Min(left, 500))], run: null, CancellationToken.None);
        }

        async Task<StepCounts> CountsAsync(string flow) =>
            (await store.Queries.StepCountsAsync(flow, time.GetUtcNow(), CancellationToken.None)).FirstOrDefault(step => step.Address.Step == "work") ?? new StepCounts(default, 0, 0, 0, 0, null, 0, 0, 0, 0);

        async Task UntilDoneAsync(long done)
        {
            while ((await CountsAsync(Friendly)).Done < done)
                await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        }
    }
}
