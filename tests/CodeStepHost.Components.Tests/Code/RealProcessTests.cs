using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Tests.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>The real script process, started by the real pool.</summary>
public class RealProcessTests : IAsyncLifetime
{
    private readonly SandboxPool _pool;
    private readonly ScriptHttp _http = new(TimeProvider.System);
    private readonly CodeComponent _component;

    public RealProcessTests()
        : this(new SandboxOptions { Spares = 0 })
    {
    }

    private protected RealProcessTests(SandboxOptions options)
    {
        _pool = new SandboxPool(options, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        _component = new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance);
    }

    private protected ConfinementReport Report { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Report = await _pool.ConfinementAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_JavaScript_step_runs()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg, cfg) { this.logger.info('seen'); return { twice: msg.body.n * cfg.rate }; }");
        var emissions = new RecordingEmissions();
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, emissions, """{"body":{"n":21},"headers":{}}"""));
        Assert.Contains("\"twice\":42", Assert.Single(emissions.Data), StringComparison.Ordinal);
        Assert.Equal("seen", Assert.Single(emissions.Logs).Text);
    }

    [Fact]
    public async Task A_CSharp_step_runs()
    {
        await using var lane = await OpenAsync("step.csx", "object? Run(Message msg, Config cfg) => new { twice = 2 * (int)msg.Body![\"n\"]! };");
        var emissions = new RecordingEmissions();
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, emissions, """{"body":{"n":21},"headers":{}}"""));
        Assert.Contains("\"twice\":42", Assert.Single(emissions.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_loop_is_ended_and_the_messages_behind_it_are_answered()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { if (msg.body.hang) for (;;) {} return { ok: true }; }", TimeSpan.FromSeconds(2));
        var fine = new RecordingEmissions();
        var first = RunAsync(lane, new RecordingEmissions(), """{"body":{"hang":true},"headers":{}}""");
        var second = RunAsync(lane, fine, """{"body":{},"headers":{}}""");
        Assert.Equal(ErrorCodes.TimeLimit, Assert.IsType<ComponentEnd.LimitExceeded>(await first).Error.Code);
        Assert.IsType<ComponentEnd.Completed>(await second);
        Assert.Single(fine.All);
        Assert.Equal(1, _pool.Status.Killed);
    }

    [Fact]
    public async Task A_loop_that_is_deaf_to_the_limits_of_its_engine_is_killed()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { if (msg.body.hang) { let x = 3n; for (;;) x *= x; } return { ok: true }; }", TimeSpan.FromSeconds(2));
        var before = RunAsync(lane, new RecordingEmissions(), """{"body":{},"headers":{}}""");
        var hanging = RunAsync(lane, new RecordingEmissions(), """{"body":{"hang":true},"headers":{}}""");
        var behind = RunAsync(lane, new RecordingEmissions(), """{"body":{},"headers":{}}""");
        Assert.IsType<ComponentEnd.Completed>(await before);
        Assert.IsType<ComponentEnd.LimitExceeded>(await hanging);
        Assert.IsType<ComponentEnd.Completed>(await behind);
    }

    [Fact]
    public async Task One_message_may_emit_a_hundred_thousand()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { for (let i = 0; i < 100000; i++) this.emit('data', { body: { i } }); }");
        var emissions = new RecordingEmissions();
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, emissions, """{"body":{},"headers":{}}"""));
        Assert.Equal(100_000, emissions.All.Count);
        Assert.Contains("99999", emissions.Data.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_calls_a_listed_host_through_the_host()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK", "Content-Type: application/json\r\n", """{"rate":3}"""));
        var (flow, step) = Flow("step.js", $"async function run(msg) {{ const answer = await fetch('{server.Url()}'); return await answer.json(); }}");
        step = step with { Egress = [$"127.0.0.1:{server.Port}"] };
        await using var lane = await _component.OpenLaneAsync(flow, step, TestContext.Current.CancellationToken);
        var emissions = new RecordingEmissions();
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, emissions, """{"body":{},"headers":{}}"""));
        Assert.Contains("\"rate\":3", Assert.Single(emissions.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_uses_up_the_memory_fails_its_message_and_no_other()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { if (!msg.body.hog) return { ok: true }; const all = []; for (;;) all.push('x'.repeat(1000000) + all.length); }", TimeSpan.FromSeconds(30));
        var first = RunAsync(lane, new RecordingEmissions(), """{"body":{"hog":true},"headers":{}}""");
        var second = RunAsync(lane, new RecordingEmissions(), """{"body":{},"headers":{}}""");
        var error = await first switch
        {
            ComponentEnd.LimitExceeded limit => limit.Error,
            ComponentEnd.SandboxLost lost => lost.Error,
            var end => throw new InvalidOperationException(end.ToString()),
        };
        Assert.Equal(ErrorCodes.MemoryLimit, error.Code);
        Assert.IsType<ComponentEnd.Completed>(await second);
    }

    [Fact]
    public async Task A_process_that_is_killed_from_outside_is_replaced()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { return { ok: true }; }");
        await RunAsync(lane, new RecordingEmissions(), """{"body":{},"headers":{}}""");
        var rented = await _pool.RentAsync("orders", StepLimits.Default.Memory, null, TestContext.Current.CancellationToken);
        using (var process = System.Diagnostics.Process.GetProcessById(rented.Id))
            process.Kill();
        Assert.Equal(137, (await rented.Ended).ExitCode);
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, new RecordingEmissions(), """{"body":{},"headers":{}}"""));
    }

    [Fact]
    public async Task A_script_with_a_mistake_is_rejected_at_its_line()
    {
        var (flow, step) = Flow("step.js", "function run(msg) {\n  return {;\n}");
        var finding = Assert.Single(await _component.ValidateAsync(flow, step, TestContext.Current.CancellationToken), finding => finding.Severity == "error");
        Assert.Equal(("step.js", 2), (finding.File, finding.Line));
    }

    [Fact]
    public async Task A_message_larger_than_the_pipe_passes_whole_both_ways()
    {
        await using var lane = await OpenAsync("step.js", "function run(msg) { return msg.body; }");
        var emissions = new RecordingEmissions();
        var text = new string('x', 5 << 20);
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(lane, emissions, """{"body":{"text":"TEXT"},"headers":{}}""".Replace("TEXT", text, StringComparison.Ordinal)));
        Assert.Contains(text, Assert.Single(emissions.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_memory_is_that_of_the_process_that_runs_scripts()
    {
        var rented = await _pool.RentAsync("orders", StepLimits.Default.Memory, null, TestContext.Current.CancellationToken);
        Assert.True(rented.Resident > 20 << 20, $"{rented.Resident} bytes");
    }

    private static (FlowVersion Flow, StepDefinition Step) Flow(string name, string script, TimeSpan? time = null)
    {
        var step = CodeStage.Step(time, name);
        return (CodeStage.Flow(step, files: new Dictionary<string, string> { [name] = script }), step);
    }

    private async Task<IStepLane> OpenAsync(string name, string script, TimeSpan? time = null)
    {
        var (flow, step) = Flow(name, script, time);
        return await _component.OpenLaneAsync(flow, step, TestContext.Current.CancellationToken);
    }

    private static Task<ComponentEnd> RunAsync(IStepLane lane, IEmissions emissions, string content) =>
        lane.RunAsync(CodeStage.Message(emissions, content: content), TestContext.Current.CancellationToken);
}
