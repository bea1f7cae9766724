using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Reply;
using CodeStepHost.Components.Triggers;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using CodeStepHost.Storage.Sqlite;

namespace CodeStepHost.Hosting;

/// <summary>Everything that runs flows, put together: the composition root of <c>run</c> and <c>serve</c>.</summary>
internal sealed class FlowHost : IAsyncDisposable
{
    /// <summary>This host's name in leases: a data folder has one host at a time, so what it had leased when it was killed is its own.</summary>
    private const string Owner = "host";

    private readonly SqliteFlowStore _store;
    private readonly SqliteFlowQueries _queries;
    private readonly StepLogWriter _stepLogs;
    private readonly FlowEngine _engine;
    private readonly CronTicker _ticker;

    private FlowHost(SqliteFlowStore store, SqliteFlowQueries queries, HostSettings settings, ILoggerFactory loggers, TimeProvider time)
    {
        _store = store;
        _queries = queries;
        Time = time;
        Catalog = new FlowCatalog(queries, package => HostVariables.Fill(FlowReader.Read(package), BaseAddress));
        Pool = new SandboxPool(SandboxOptionsOf(settings), time, loggers.CreateLogger<SandboxPool>());
        Code = new CodeComponent(Pool, time, loggers);
        _stepLogs = new StepLogWriter(store, loggers.CreateLogger<StepLogWriter>());
        var leases = new LeaseKeeper(store, time, loggers.CreateLogger<LeaseKeeper>());
        var runner = new StepRunner(
            store,
            Catalog,
            [Code, new DatabaseComponent(ConnectionsOf(settings)), new ReplyComponent(), new TriggerComponent()],
            leases,
            WakeUps,
            Replies,
            _stepLogs,
            time,
            loggers.CreateLogger<StepRunner>());
        Intake = new MessageIntake(store, WakeUps, time);
        _engine = new FlowEngine(Owner, store, queries, Catalog, runner, leases, WakeUps, queries.ChangedElsewhere, time, loggers.CreateLogger<FlowEngine>());
        _ticker = new CronTicker(queries, Catalog, Intake, time, loggers.CreateLogger<CronTicker>());
    }

    public IFlowStore Store => _store;

    public IFlowQueries Queries => _queries;

    public FlowCatalog Catalog { get; }

    public MessageIntake Intake { get; }

    public ReplyDesk Replies { get; } = new();

    public SandboxPool Pool { get; }

    public CodeComponent Code { get; }

    public WakeUps WakeUps { get; } = new();

    public TimeProvider Time { get; }

    /// <summary>Where this host listens, once it does: <c>${host.url}</c> in step configs.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Opens the data folder's database and puts the host together. Nothing runs yet.</summary>
    public static async Task<FlowHost> OpenAsync(DataFolder data, HostSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await SqliteFlowStore.OpenAsync(data.Database, time, cancellationToken);
        return new FlowHost(store, new SqliteFlowQueries(data.Database), settings, loggers, time);
    }

    /// <summary>Runs all active flows until <paramref name="stopClaiming"/>, then finishes what is claimed; <paramref name="stopWork"/> ends that too.</summary>
    /// <param name="fireSchedules">Whether schedule and timer triggers fire.</param>
    public async Task RunAsync(bool fireSchedules, CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var ticking = fireSchedules ? _ticker.RunAsync(stopClaiming) : Task.CompletedTask;
        await _engine.RunAsync(stopClaiming, stopWork);
        await ticking;
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await _stepLogs.DisposeAsync();
        await _queries.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static SandboxOptions SandboxOptionsOf(HostSettings settings) => throw new NotImplementedException(settings.ToString());

    private static DatabaseConnections ConnectionsOf(HostSettings settings) => throw new NotImplementedException(settings.ToString());
}
