using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>Runs probes through the real script process and the runner, on a store in memory and a clock that stands still. All share one process, as the messages of a flow do.</summary>
public sealed class ProbeBed : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0, LongestRest = TimeSpan.Zero }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _http = new(TimeProvider.System);
    private readonly CodeComponent _component;

    public ProbeBed() => _component = new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>Deploys a probe's script, sends its message and tells what came of it.</summary>
    /// <param name="script">A twin in C#, or null for the probe's own script.</param>
    internal async Task<IReadOnlyList<Happening>> RunAsync(Probe probe, string? script = null) =>
        (await RunAsync([probe], script ?? probe.Script, isCSharp: script is not null))[0];

    /// <summary>Sends the messages of several probes to one step, one after another, and tells what came of each; of a refused script only that.</summary>
    internal async Task<IReadOnlyList<IReadOnlyList<Happening>>> RunAsync(IReadOnlyList<Probe> probes, string script, bool isCSharp, IReadOnlyDictionary<string, string>? files = null, StepLimits? limits = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var flow = new ProbeStep(probes[0], script, isCSharp, files, limits);
        var findings = await _component.ValidateAsync(new FlowVersion(1, flow.Package, flow.Definition), flow.Step, cancellation);
        if (findings.FirstOrDefault(finding => finding.Severity == "error") is { } refused)
            return [[new Happening(Happening.End, $"refused {refused.Code} at {refused.Line}:{refused.Column}: {FirstSentence(refused.Message)}")]];

        var store = new InMemoryFlowStore();
        await DeployAsync(store, probes[0], flow, cancellation);
        var time = new FakeTimeProvider(_now);
        var replies = new ReplyDesk();
        var component = new RecordingComponent(_component);
        var leases = new LeaseKeeper(store, time, NullLogger<LeaseKeeper>.Instance);
        var emitted = new List<object[]>();
        await using (var logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance))
        {
            var runner = new StepRunner(store, new FlowCatalog(store, _ => flow.Definition), [component], leases, new WakeUps(), replies, logs, time, NullLogger<StepRunner>.Instance);
            var state = new StepState(ProbeStep.Address, store);
            var lane = await runner.OpenLaneAsync(ProbeStep.Address, 1, state, cancellation);
            await state.LoadAsync(lane.Lane.UsesSnapshot, cancellation);
            foreach (var probe in probes)
            {
                using var caller = probe.ReplyTo is null ? null : replies.Wait(_now);
                await SendAsync(store, probe, caller?.Id, cancellation);
                var claimed = await ClaimAsync(store, cancellation);
                leases.Keep(claimed.Token);
                await runner.RunAsync(claimed, lane, Task.CompletedTask, () => { }, CancellationToken.None);
                emitted.Add([.. component.Emitted]);
                component.Emitted.Clear();
            }

            await lane.Lane.DisposeAsync();
        }

        return [.. await Task.WhenAll(probes.Zip(emitted).Select(pair => new Outcome(pair.First, pair.Second, store, _now).ReadAsync(cancellation)))];
    }

    // What follows lists what there is, which grows.
    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');

    private static async Task DeployAsync(InMemoryFlowStore store, Probe probe, ProbeStep flow, CancellationToken cancellation)
    {
        await store.DeployAsync(flow.Package, moveQueued: false, _now, cancellation);
        await store.SetFlowStateAsync(ProbeStep.FlowName, FlowState.Active, _now, cancellation);
        if (probe.Snapshot is { } snapshot)
            await store.WriteSnapshotAsync(new SnapshotWrite(ProbeStep.Address, null, System.Text.Encoding.UTF8.GetBytes(snapshot.GetRawText()), "probe"), _now, cancellation);
    }

    private static async Task SendAsync(InMemoryFlowStore store, Probe probe, string? caller, CancellationToken cancellation)
    {
        await store.EnqueueAsync([new Intake(probe.MessageId, new StepAddress(ProbeStep.FlowName, "trigger"), [ProbeStep.NewMessage(probe, caller)])], _now, cancellation);
        if (probe.Rebounds == 0)
            return;

        // The message has been here before.
        var claimed = await ClaimAsync(store, cancellation);
        await store.CommitAsync(new StepCommit
        {
            Claim = claimed.Token,
            Claimed = claimed,
            Disposition = new Disposition.ReboundAt(_now, probe.Rebounds, probe.LastReason ?? "not yet"),
            Execution = new ExecutionRecord(_now, TimeSpan.Zero, "rebound", 0, 0),
            Now = _now,
        });
    }

    private static async Task<ClaimedMessage> ClaimAsync(InMemoryFlowStore store, CancellationToken cancellation) =>
        Assert.Single((await store.ClaimAsync(new ClaimRequest(ProbeStep.Address, 1, "test", _now, _now + LeaseKeeper.Lease), cancellation)).Messages);
}
