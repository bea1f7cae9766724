using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Tests.Running;
using CodeStepHost.Flows.Upkeep;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Flows.Tests.Upkeep;

/// <summary>A flow with one schedule or timer, on the store in memory and a clock that the test moves.</summary>
internal sealed class TickingFlow
{
    private const string Name = "f";

    private readonly InMemoryFlowStore _store = new();
    private readonly StepAddress _trigger = new(Name, "tick");
    private readonly Func<CronTicker> _host;
    private CronTicker _ticker;
    private StepDefinition _step;

    private TickingFlow(string uses, string config, DateTimeOffset start)
    {
        Time = new FakeTimeProvider(start);
        (var store, WriteOutage) = StoreOutage.Before<IFlowStore>(_store);
        (var queries, ReadOutage) = StoreOutage.Before<IFlowQueries>(_store);
        _step = new StepDefinition { Name = "tick", Uses = uses, Config = config, To = ["next"] };
        _host = () => new CronTicker(store, queries, new FlowCatalog(_store, _ => new FlowDefinition { Name = Name, Steps = [_step, new StepDefinition { Name = "next", Uses = StepKinds.Code }] }), new MessageIntake(store, new WakeUps(), Time), Time, NullLogger<CronTicker>.Instance);
        _ticker = _host();
    }

    public FakeTimeProvider Time { get; }

    public StoreOutage WriteOutage { get; }

    public StoreOutage ReadOutage { get; }

    /// <summary>Deploys and starts the flow at a moment, such as <c>2026-03-27T04:59:30Z</c>, and has the ticker look at it.</summary>
    public static async Task<TickingFlow> StartAsync(string uses, string config, string at)
    {
        var flow = new TickingFlow(uses, config, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        await flow.DeployAsync();
        await flow.SetStateAsync(FlowState.Active);
        await flow.LookAsync();
        return flow;
    }

    /// <summary>Deploys a new version.</summary>
    public Task DeployAsync() =>
        _store.DeployAsync(new FlowPackage(Name, new Dictionary<string, string> { ["version"] = Guid.NewGuid().ToString() }), moveQueued: false, Time.GetUtcNow(), CancellationToken.None);

    /// <summary>Deploys a new version with another config.</summary>
    public Task DeployAsync(string config)
    {
        _step = _step with { Config = config };
        return DeployAsync();
    }

    /// <summary>The host is gone for a while, and another one starts and looks, several times.</summary>
    public Task RestartAsync(TimeSpan after)
    {
        Time.Advance(after);
        _ticker = _host();
        return PassAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>The trigger's position, as people see it.</summary>
    public async Task<string?> PositionAsync() => await _store.SnapshotAsync(_trigger, CancellationToken.None) is { Value: { } value } ? System.Text.Encoding.UTF8.GetString(value.Span) : null;

    public Task ResetPositionAsync() => _store.WriteSnapshotAsync(new SnapshotWrite(_trigger, null, null, "anna"), Time.GetUtcNow(), CancellationToken.None);

    public Task SetStateAsync(FlowState state) => _store.SetFlowStateAsync(Name, state, Time.GetUtcNow(), CancellationToken.None);

    public Task LookAsync() => _ticker.RunOnceAsync(CancellationToken.None);

    /// <summary>Lets time pass as it does for a host: looking several times a second.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            Time.Advance(TimeSpan.FromMilliseconds(Math.Min(200, (end - Time.GetUtcNow()).TotalMilliseconds)));
            await LookAsync();
        }
    }

    /// <summary>Passes a long time, in which nothing may come due, at once.</summary>
    public Task SkipAsync(TimeSpan time)
    {
        Time.Advance(time);
        return LookAsync();
    }

    /// <summary>Runs the ticker's own loop.</summary>
    public Task RunAsync(CancellationToken stop) => _ticker.RunAsync(stop);

    /// <summary>What the messages that were taken in say of their moment, in their order.</summary>
    public async Task<IReadOnlyList<string>> FiredAsync()
    {
        var messages = await _store.MessagesAsync(new MessageFilter { Now = Time.GetUtcNow() }, CancellationToken.None);
        return [.. messages.Select(FireTime).Order(StringComparer.Ordinal)];
    }

    /// <summary>The bodies of the messages that were taken in, in the order of their moments.</summary>
    public async Task<IReadOnlyList<string>> BodiesAsync()
    {
        var messages = await _store.MessagesAsync(new MessageFilter { Now = Time.GetUtcNow() }, CancellationToken.None);
        return [.. messages.OrderBy(FireTime, StringComparer.Ordinal).Select(row => FlowTestBed.BodyOf(row.Message.Content))];
    }

    private static string FireTime(MessageRow row)
    {
        using var json = JsonDocument.Parse(row.Message.Content);
        var fired = json.RootElement.GetProperty("body").GetProperty("fireTime").GetString()!;
        Assert.Equal(new StepAddress(Name, "next"), row.Message.Address);
        Assert.Equal($"tick@{fired}", row.Message.Id);
        return fired;
    }
}
