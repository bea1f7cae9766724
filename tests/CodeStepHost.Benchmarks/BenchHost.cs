using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Sqlite.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Benchmarks;

/// <summary>
/// What a host is made of, on a database of its own, with one Code step at work. The step after it has no dispatcher,
/// so outputs stay in its queue, as the peer's do.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    public static readonly StepAddress Work = new("bench", "work");

    private readonly string _folder;
    private readonly SqliteFlowStore _store;
    private readonly SqliteDatabase _look;
    private readonly StepLogWriter _logs;
    private readonly ScriptHttp _http;
    private readonly LeaseKeeper _leases;
    private readonly StepDispatcher _dispatcher;

    private BenchHost(string folder, SqliteFlowStore store, int concurrency, int depth, ScriptConfinement confinement)
    {
        var time = TimeProvider.System;
        _folder = folder;
        _store = store;
        _look = SqliteDatabase.Open(DatabaseIn(folder), readOnly: true, TimeSpan.FromSeconds(5));
        Catalog = new FlowCatalog(store.Queries, package => ((FlowReadResult.Accepted)FlowReader.Read(package)).Definition);
        Pool = new SandboxPool(new SandboxOptions { Confinement = confinement }, time, NullLogger<SandboxPool>.Instance);
        _http = new ScriptHttp(time);
        _logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance);
        _leases = new LeaseKeeper(store, time, NullLogger<LeaseKeeper>.Instance);
        var code = new CodeComponent(Pool, _http, time, NullLogger<CodeComponent>.Instance, depth);
        var runner = new StepRunner(store, Catalog, [code], _leases, WakeUps, new ReplyDesk(), _logs, time, NullLogger<StepRunner>.Instance);
        _dispatcher = new StepDispatcher(Work, concurrency, "host", store, store.Queries, runner, _leases, WakeUps, time, NullLogger.Instance);
        Intake = new MessageIntake(store, WakeUps, time);
    }

    public FlowCatalog Catalog { get; }

    public SandboxPool Pool { get; }

    public WakeUps WakeUps { get; } = new();

    public MessageIntake Intake { get; }

    /// <summary>How many messages the step has committed: one row, whatever the backlog.</summary>
    public long Committed
    {
        get
        {
            using var row = _look.Composed("SELECT done + failed FROM counters").Query();
            return row.Read() ? row.Int64(0) : 0;
        }
    }

    public static async Task<BenchHost> OpenAsync(string parent, string script, int concurrency, int depth, ScriptConfinement confinement = ScriptConfinement.Required)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"codestep-bench-{Guid.NewGuid():N}")).FullName;
        var store = await SqliteFlowStore.OpenAsync(DatabaseIn(folder), TimeProvider.System, CancellationToken.None);
        var host = new BenchHost(folder, store, concurrency, depth, confinement);
        await host.DeployAsync(script, concurrency);
        return host;
    }

    /// <summary>Puts messages into the step's queue.</summary>
    public async Task PreloadAsync(byte[] message, int count)
    {
        var version = (await Catalog.FindAsync(Work.Flow, 1, CancellationToken.None))!;
        var trigger = version.Definition.FindStep("in")!;
        for (var left = count; left > 0; left -= 500)
            await Intake.AcceptAsync(version, trigger, [.. Enumerable.Repeat(new IncomingMessage(null, message), Math.Min(left, 500))], run: null, CancellationToken.None);
    }

    /// <summary>Runs the step until <paramref name="stop"/>, then what is claimed to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var stopUpkeep = new CancellationTokenSource();
        var upkeep = _leases.RunAsync(stopUpkeep.Token);
        await _dispatcher.RunAsync(stop, CancellationToken.None);
        await stopUpkeep.CancelAsync();
        await upkeep;
    }

    /// <summary>How many messages wait in the following step's queue.</summary>
    public async Task<long> OutputsAsync() =>
        (await _store.Queries.StepCountsAsync(Work.Flow, TimeProvider.System.GetUtcNow(), CancellationToken.None)).Where(step => step.Address.Step == "kept").Sum(step => step.Waiting);

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        _http.Dispose();
        await _logs.DisposeAsync();
        _look.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string DatabaseIn(string folder) => Path.Combine(folder, "codestep.db");

    private async Task DeployAsync(string script, int concurrency)
    {
        var file = script switch { "cs" => "pass.csx", "map" => "map.js", _ => "pass.js" };
        var flow = $"""
            steps:
              in:
                uses: webhook
                to: work
              work:
                uses: code
                script: {file}
                concurrency: {concurrency}
                to: kept
              kept:
                uses: code
                script: {file}
            """;
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "scripts", file));
        var package = new FlowPackage(Work.Flow, new Dictionary<string, string>(StringComparer.Ordinal) { [FlowPackage.DefinitionFile] = flow, [file] = text });
        if (FlowReader.Read(package) is not FlowReadResult.Accepted)
            throw new InvalidOperationException(string.Join('\n', FlowReader.Read(package).Problems));
        var now = TimeProvider.System.GetUtcNow();
        await _store.DeployAsync(package, moveQueued: false, now, CancellationToken.None);
        await _store.SetFlowStateAsync(Work.Flow, FlowState.Active, now, CancellationToken.None);
    }
}
