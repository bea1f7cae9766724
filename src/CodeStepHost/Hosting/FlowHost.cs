using CodeStepHost.Components.Aggregating;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Components.Configuration;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.HttpRequests;
using CodeStepHost.Components.Mapping;
using CodeStepHost.Components.Reply;
using CodeStepHost.Components.Routing;
using CodeStepHost.Components.Triggers;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;
using CodeStepHost.Hosting.Ingress.Directories;
using CodeStepHost.Retrying;
using CodeStepHost.Storage.Sqlite;

namespace CodeStepHost.Hosting;

/// <summary>Everything that runs flows, put together: the composition root of <c>run</c> and <c>serve</c>.</summary>
internal sealed class FlowHost : IAsyncDisposable
{
    /// <summary>This host's name in leases: a data folder has one host at a time, so what it had leased when it was killed is its own.</summary>
    private const string Owner = "host";

    private readonly SqliteFlowStore _store;
    private readonly SecretPlaceholders _secrets;
    private readonly ScriptHttp _scriptHttp;
    private readonly DatabaseConnections _connections;
    private readonly StepLogWriter _stepLogs;
    private readonly FlowEngine _engine;
    private readonly CronTicker _ticker;
    private readonly BulkRetryCarrier _retries;
    private readonly HostMeter _meter;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();

    private FlowHost(SqliteFlowStore store, HeldDataFolder data, HostSettings settings, ILoggerFactory loggers, TimeProvider time)
    {
        var dataFolder = data.Path;
        _secrets = new SecretPlaceholders(data.PlaceholderKey());
        _store = store;
        Time = time;
        Catalog = new FlowCatalog(store.Queries, package => Read(package, settings.Rebound, loggers.CreateLogger<FlowCatalog>()));
        var sandbox = new SandboxOptions { MaxProcesses = settings.Sandbox.Processes, Spares = settings.Sandbox.Spares, Confinement = settings.Sandbox.Confinement, Bubblewrap = settings.Sandbox.Bubblewrap ? Bubblewrap.Find() : null };
        Pool = new SandboxPool(sandbox, time, loggers.CreateLogger<SandboxPool>());
        _scriptHttp = new ScriptHttp(time, new BoundSecrets(settings.Secrets, _secrets));
        _connections = ConnectionSchemas.Open(settings);
        Quarantines = new Quarantines(settings.Sandbox.Quarantine, time);
        Figures = new StepFigures(store.Queries, time);
        _meter = new HostMeter(Figures, Pool, Quarantines);
        Code = new CodeComponent(Pool, _scriptHttp, time, loggers.CreateLogger<CodeComponent>(), assemblies: new AssemblyCache(dataFolder, sandbox), packages: new ScriptPackages(settings.Scripts.Packages, dataFolder), quarantines: Quarantines);
        var routing = new RoutingComponent(Code);
        _stepLogs = new StepLogWriter(store, loggers.CreateLogger<StepLogWriter>());
        var leases = new LeaseKeeper(store, time, loggers.CreateLogger<LeaseKeeper>());
        Redactors = new FlowRedactors(HostSecrets.Redactor(settings, [], Environment.GetEnvironmentVariable), step => HostSecrets.OfStep(step, Environment.GetEnvironmentVariable));
        var runner = new StepRunner(
            store,
            Catalog,
            [.. new IStepComponent[] { Code, routing, new DatabaseComponent(_connections, time), new HttpRequestComponent(Code, _scriptHttp, time, Environment.GetEnvironmentVariable, settings.Redact), new AggregateComponent(Code, time), new ConfigurationComponent(), new ReplyComponent(), new TriggerComponent() }.Select(component => new MappedComponent(Code, component))],
            leases,
            WakeUps,
            Replies,
            _stepLogs,
            time,
            loggers.CreateLogger<StepRunner>(),
            recorder: new FailureRecorder(() => BaseAddress),
            quarantines: Quarantines,
            redactors: Redactors);
        Intake = new MessageIntake(store, WakeUps, time);
        _engine = new FlowEngine(Owner, store, store.Queries, Catalog, runner, leases, WakeUps, ChangedElsewhere, time, loggers.CreateLogger<FlowEngine>());
        _ticker = new CronTicker(store, store.Queries, Catalog, Intake, time, loggers.CreateLogger<CronTicker>());
        Directories = new DirectoryWatcher(store, store.Queries, Catalog, Intake, settings.Directories, time, loggers.CreateLogger<DirectoryWatcher>());
        _retries = new BulkRetryCarrier(Owner, store, store.Queries, order => order.Edit is { } edit ? new ExpressionEditor(edit, order.EditSource ?? "edit", routing) : null, time, loggers.CreateLogger<BulkRetryCarrier>());
    }

    public IFlowStore Store => _store;

    public IFlowQueries Queries => _store.Queries;

    public FlowCatalog Catalog { get; }

    public MessageIntake Intake { get; }

    public ReplyDesk Replies { get; } = new();

    public SandboxPool Pool { get; }

    public CodeComponent Code { get; }

    public Quarantines Quarantines { get; }

    public DirectoryWatcher Directories { get; }

    public StepFigures Figures { get; }

    public FlowRedactors Redactors { get; }

    public WakeUps WakeUps { get; } = new();

    public TimeProvider Time { get; }

    /// <summary>Where this host listens, once it does: <c>${host.url}</c> in step configs.</summary>
    public Uri? BaseAddress
    {
        get;
        set
        {
            field = value;
            _listening.TrySetResult();
        }
    }

    /// <summary>Cancelled when flows run no more: nobody is left to reply to a waiting caller.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Opens the data folder's database and puts the host together. Nothing runs yet.</summary>
    /// <exception cref="HostStartException">Scripts cannot be confined on this machine, and have to be.</exception>
    public static async Task<FlowHost> OpenAsync(HeldDataFolder data, HostSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await SqliteFlowStore.OpenAsync(data.Database, time, cancellationToken);
        var host = new FlowHost(store, data, settings, loggers, time);
        try
        {
            await host.Pool.ConfinementAsync(cancellationToken);
            return host;
        }
        catch (SandboxException refused)
        {
            await host.DisposeAsync();
            throw new HostStartException(refused.Message);
        }
    }

    /// <summary>Runs all active flows until <paramref name="stopClaiming"/>, then finishes what is claimed; <paramref name="stopWork"/> ends that too.</summary>
    /// <param name="fireSchedules">Whether schedule and timer triggers fire, directories are watched, and retries in bulk go on whose command is gone.</param>
    public async Task RunAsync(bool fireSchedules, CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var ticking = fireSchedules ? Task.WhenAll(_ticker.RunAsync(stopClaiming), Directories.RunAsync(stopClaiming), _retries.RunAsync(stopClaiming)) : Task.CompletedTask;
        await _engine.RunAsync(stopClaiming, stopWork);
        await ticking;
        await _ended.CancelAsync();
    }

    /// <summary>Ends when <see cref="BaseAddress"/> is known: flows are read once, with that address filled in.</summary>
    public Task ListeningAsync(CancellationToken cancellationToken) => _listening.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await Pool.DisposeAsync();
        _scriptHttp.Dispose();
        _connections.Dispose();
        await _stepLogs.DisposeAsync();
        await _store.DisposeAsync();
        _ended.Dispose();
    }

    /// <summary>A person beside the host may have ended what a caller waits for.</summary>
    private bool ChangedElsewhere()
    {
        if (!_store.ChangedElsewhere())
            return false;
        Replies.LookAgain();
        return true;
    }

    private FlowDefinition? Read(FlowPackage package, ReboundPolicy rebound, ILogger logger)
    {
        var result = FlowReader.Read(package, rebound: rebound);
        if (result is FlowReadResult.Accepted accepted)
        {
            Pool.Know(accepted.Definition.Name);
            return HostVariables.Fill(accepted.Definition, BaseAddress, _secrets);
        }

        logger.LogError("Flow {Flow} was deployed, but this host cannot read it any more: {Problem}", package.Name, result.Problems[0].ToString());
        return null;
    }
}
