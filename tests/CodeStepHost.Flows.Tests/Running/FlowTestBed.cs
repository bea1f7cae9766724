using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>Runs real flows on the store in memory and a clock that the test moves; what each step does is a function of the test's.</summary>
internal sealed class FlowTestBed : IAsyncDisposable
{
    public delegate Task<ComponentEnd> StepBody(StepExecution execution, CancellationToken stopWork);

    /// <summary>Long after anything here has happened that will ever happen.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, StepBody> _bodies = [];
    private readonly CancellationTokenSource _stopClaiming = new();
    private readonly CancellationTokenSource _stopWork = new();
    private readonly StepLogWriter _logs;
    private readonly FlowCatalog _catalog;
    private readonly Dictionary<string, FlowDefinition> _definitions = [];
    private readonly IFlowStore _engineStore;
    private readonly WakeUps _wakeUps = new();
    private Task _running = Task.CompletedTask;

    public FlowTestBed()
    {
        (_engineStore, Outage) = StoreOutage.Before<IFlowStore>(Store);
        _logs = new StepLogWriter(Store, NullLogger<StepLogWriter>.Instance);
        _catalog = new FlowCatalog(Store, package => _definitions[package.Name]);
        Quarantines = new Quarantines(new QuarantineRules(1, 2, 3, TimeSpan.FromMinutes(10)), Time);
    }

    /// <summary>Callers that wait for replies.</summary>
    public ReplyDesk Replies { get; } = new();

    /// <summary>At the first forbidden call, the second crash, the third broken limit.</summary>
    public Quarantines Quarantines { get; }

    public InMemoryFlowStore Store { get; } = new();

    /// <summary>Lets the engine's writes to the store fail; what the test itself does goes past it.</summary>
    public StoreOutage Outage { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Names of the steps that ran, in the order in which they began.</summary>
    public ConcurrentQueue<string> Ran { get; } = [];

    public int Depth { get; init; } = 1;

    /// <summary>Whether dispatchers are woken every half second, as if another process had written; off, they have only what they are told.</summary>
    public bool LooksOften { get; init; } = true;

    /// <summary>What the messages of its flows carry.</summary>
    public PassthroughPolicy? Passthrough { get; init; }

    /// <summary>Take secrets out of what is told; null: all stays as it is.</summary>
    public FlowRedactors? Redactors { get; init; }

    public HashSet<string> UsingSnapshot { get; } = [];

    /// <summary>Deploys and starts a flow of code steps.</summary>
    public async Task<FlowTestBed> WithFlowAsync(string name, params StepDefinition[] steps)
    {
        _definitions[name] = new FlowDefinition { Name = name, Passthrough = Passthrough, Steps = [new StepDefinition { Name = "trigger", Uses = StepKinds.Manual, To = [steps[0].Name] }, .. steps] };
        await Store.DeployAsync(new FlowPackage(name, new Dictionary<string, string>()), moveQueued: false, Time.GetUtcNow(), CancellationToken.None);
        await Store.SetFlowStateAsync(name, FlowState.Active, Time.GetUtcNow(), CancellationToken.None);
        return this;
    }

    public static StepDefinition Step(string name, params string[] to) => new() { Name = name, Uses = StepKinds.Code, To = to };

    /// <summary>What a step does with each message.</summary>
    public FlowTestBed On(string step, StepBody body)
    {
        _bodies[step] = body;
        return this;
    }

    public FlowTestBed Start()
    {
        var leases = new LeaseKeeper(_engineStore, Time, NullLogger<LeaseKeeper>.Instance);
        var runner = new StepRunner(_engineStore, _catalog, [new Component(this)], leases, _wakeUps, Replies, _logs, Time, NullLogger<StepRunner>.Instance, recorder: new FailureRecorder(() => null), quarantines: Quarantines, redactors: Redactors);
        var engine = new FlowEngine("test", _engineStore, Store, _catalog, runner, leases, _wakeUps, () => LooksOften, Time, NullLogger<FlowEngine>.Instance);
        _running = engine.RunAsync(_stopClaiming.Token, _stopWork.Token);
        return this;
    }

    public async Task SendAsync(string flow, params object[] bodies)
    {
        var version = (await _catalog.FindAsync(flow, 1, CancellationToken.None))!;
        var intake = new MessageIntake(Store, _wakeUps, Time);
        await intake.AcceptAsync(version, version.Definition.FindStep("trigger")!, [.. bodies.Select(body => new IncomingMessage(null, Content(body)))], null, CancellationToken.None);
    }

    /// <summary>Sends a message that a caller waits for.</summary>
    public async Task AskAsync(string flow, object body, WaitingCaller caller)
    {
        var version = (await _catalog.FindAsync(flow, 1, CancellationToken.None))!;
        await new MessageIntake(Store, _wakeUps, Time).AcceptAsync(version, version.Definition.FindStep("trigger")!, [new IncomingMessage(null, Content(body), caller.Id)], null, CancellationToken.None);
    }

    /// <param name="body">Bytes are the whole content.</param>
    public static byte[] Content(object body) => body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(new { body, headers = new { } });

    public static string BodyOf(StepExecution execution) => BodyOf(execution.Claimed.Message.Content);

    public static string BodyOf(ReadOnlyMemory<byte> content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.GetProperty("body").ToString();
    }

    public static string Text(ReadOnlyMemory<byte>? bytes) => Encoding.UTF8.GetString((bytes ?? default).Span);

    /// <summary>Lets the engine run, and its clock tick, until something is so; fails when it does not become so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, bool timePasses = true, [CallerArgumentExpression(nameof(isSo))] string? what = null)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(begun) > LongestWait)
                Assert.Fail($"It never came to this: {what}");
            if (timePasses)
                Time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }
    }

    /// <summary>Lets the engine run until no message waits or runs; parked ones may be left.</summary>
    public Task UntilIdleAsync() => UntilAsync(async () => (await CountsAsync()).All(step => step.Waiting + step.Running == 0));

    public async Task<IReadOnlyList<StepCounts>> CountsAsync() => await Store.StepCountsAsync(null, Time.GetUtcNow(), CancellationToken.None);

    public async Task<StepCounts> CountsOfAsync(string flow, string step) =>
        (await CountsAsync()).SingleOrDefault(counts => counts.Address == new StepAddress(flow, step)) ?? new StepCounts(new StepAddress(flow, step), 0, 0, 0, 0, null, 0, 0, 0, 0);

    public async Task<IReadOnlyList<ErrorRow>> ErrorsAsync(ErrorState? state = ErrorState.Open) => await Store.ErrorsAsync(new ErrorFilter(State: state), CancellationToken.None);

    public Task<IReadOnlyList<MessageRow>> ParkedAsync() => Store.MessagesAsync(new MessageFilter(State: MessageState.Parked) { Now = Time.GetUtcNow() }, CancellationToken.None);

    public async Task StopAsync(bool interrupt = false)
    {
        await _stopClaiming.CancelAsync();
        if (interrupt)
            await _stopWork.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(interrupt: true);
        await _logs.DisposeAsync();
        _stopClaiming.Dispose();
        _stopWork.Dispose();
    }

    private sealed class Component(FlowTestBed bed) : IStepComponent
    {
        public bool Runs(string uses) => true;

        public ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IStepLane>(new Lane(bed, step.Name));
    }

    /// <summary>Runs messages one at a time, in the order handed over, however deep it is.</summary>
    private sealed class Lane(FlowTestBed bed, string step) : IStepLane
    {
        private Task _former = Task.CompletedTask;

        public int Depth => UsesSnapshot ? 1 : bed.Depth;

        public bool UsesSnapshot => bed.UsingSnapshot.Contains(step);

        public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
        {
            var running = RunAfterAsync(_former, execution, stopWork);
            _former = running;
            return running;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<ComponentEnd> RunAfterAsync(Task former, StepExecution execution, CancellationToken stopWork)
        {
            await former;
            if (stopWork.IsCancellationRequested)
                return new ComponentEnd.Interrupted();
            bed.Ran.Enqueue(step);
            return await bed._bodies[step](execution, stopWork);
        }
    }
}
