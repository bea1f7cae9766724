using System.Text;
using System.Threading.Channels;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>A Code component on scripted children and a clock that stands still.</summary>
internal sealed class CodeStage : IAsyncDisposable
{
    // Written by the pool's starts, read by the test, in the order of the starts.
    private readonly Channel<FakeChild> _started = Channel.CreateUnbounded<FakeChild>();
    private readonly ScriptHttp _http;

    public CodeStage(SandboxOptions? options = null, QuarantineRules? rules = null)
    {
        Quarantines = rules is null ? null : new Quarantines(rules, Time);
        Pool = new SandboxPool(options ?? new SandboxOptions { Spares = 0 }, Time, NullLogger.Instance, StartAsync);
        _http = new ScriptHttp(Time);
        Component = new CodeComponent(Pool, _http, Time, NullLogger<CodeComponent>.Instance, quarantines: Quarantines);
    }

    public Quarantines? Quarantines { get; }

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public SandboxPool Pool { get; }

    public CodeComponent Component { get; }

    public List<FakeChild> Children { get; } = [];

    public Func<PrepareRequest, PreparedScript?>? OnPrepare { get; set; }

    public Func<Exception?> OnStart { get; set; } = () => null;

    /// <summary>Whether a child with this much memory does not become ready.</summary>
    public Func<long, bool> StartsSlowly { get; set; } = _ => false;

    public static StepDefinition Step(TimeSpan? time = null, string script = "step.js", string name = "map") => new()
    {
        Name = name,
        Uses = StepKinds.Code,
        Script = script,
        Config = """{"rate":2}""",
        Limits = StepLimits.Default with { Time = time ?? TimeSpan.FromSeconds(60) },
    };

    public static FlowVersion Flow(StepDefinition step, string name = "orders", IReadOnlyDictionary<string, string>? files = null)
    {
        files ??= new Dictionary<string, string> { ["flow.yaml"] = "steps: []", ["step.js"] = "function run() {}", ["lib/money.js"] = "", ["data.json"] = "{}", ["readme.md"] = "" };
        return new FlowVersion(1, new FlowPackage(name, files), new FlowDefinition { Name = name, Steps = [step] });
    }

    public static StepExecution Message(IEmissions emissions, string id = "m1", string? content = null, string keys = "") => new(
        new ClaimedMessage(
            new ClaimToken(1, 1),
            new NewMessage
            {
                Id = id,
                Address = new StepAddress("orders", "map"),
                FlowVersion = 1,
                Run = "r",
                Thread = "t",
                Content = Encoding.UTF8.GetBytes(content ?? """{"body":{},"headers":{}}"""),
            },
            Attempt: 1,
            Rebounds: 0,
            DateTimeOffset.UnixEpoch),
        default,
        Encoding.UTF8.GetBytes(keys),
        DateTimeOffset.UnixEpoch,
        Seed: 7,
        emissions);

    public async Task<CodeLane> OpenAsync(StepDefinition? step = null)
    {
        step ??= Step();
        return Assert.IsType<CodeLane>(await Component.OpenLaneAsync(Flow(step), step, TestContext.Current.CancellationToken));
    }

    /// <summary>The next child that the pool has started.</summary>
    public async Task<FakeChild> ChildAsync() => await _started.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        _http.Dispose();
    }

    private Task<SandboxPipes> StartAsync(long memory)
    {
        if (OnStart() is { } failure)
            return Task.FromException<SandboxPipes>(failure);
        var child = new FakeChild(!StartsSlowly(memory));
        if (OnPrepare is not null)
            child.OnPrepare = OnPrepare;
        lock (Children)
            Children.Add(child);
        _started.Writer.TryWrite(child);
        return Task.FromResult(child.Pipes);
    }
}

/// <summary>A clock that stands still, and tells what it is asked to wait for.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Forgets what was asked so far.</summary>
    public void ForgetWaits()
    {
        while (_waits.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>Lets a time pass once somebody waits for just that.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        while (await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken) != wait)
        {
        }

        Advance(wait);
    }
}
