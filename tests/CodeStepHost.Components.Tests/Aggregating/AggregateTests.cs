using System.Text;
using CodeStepHost.Components.Aggregating;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Aggregating;

public sealed class AggregateTests : IAsyncDisposable
{
    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0 }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _http = new(TimeProvider.System);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly List<string> _emitted = [];
    private readonly List<Emission.WakeUp> _wakeUps = [];
    private ReadOnlyMemory<byte> _snapshot;
    private int _sent;

    [Fact]
    public async Task Groups_of_a_count_are_emitted_and_the_rest_waits_in_the_snapshot()
    {
        foreach (var n in Enumerable.Range(1, 5))
            await SendAsync("count: 2", $$"""{"n":{{n}}}""");
        Assert.Equal(["""{"key":null,"items":[{"n":1},{"n":2}]}""", """{"key":null,"items":[{"n":3},{"n":4}]}"""], _emitted);
        Assert.Equal("""{"groups":[{"id":"m5","key":null,"items":[{"n":5}]}]}""", Encoding.UTF8.GetString(_snapshot.Span));
        Assert.Empty(_wakeUps);
    }

    [Fact]
    public async Task Messages_with_the_same_key_belong_together_and_only_items_are_kept()
    {
        foreach (var (customer, n) in new[] { ("\"a\"", 1), ("\"b\"", 2), ("1", 3), ("\"1\"", 4), ("\"a\"", 5), ("1", 6), ("true", 7) })
            await SendAsync("count: 2\nkey: body.c\nitem: body.n * 10", $$"""{"c":{{customer}},"n":{{n}}}""");
        Assert.Equal(["""{"key":"a","items":[10,50]}""", """{"key":1,"items":[30,60]}"""], _emitted);
    }

    [Fact]
    public async Task A_group_whose_time_is_over_is_emitted_without_a_further_message()
    {
        const string Config = "count: 3\ntime: 5m\nkey: body.c";
        await SendAsync(Config, """{"c":1}""");
        await SendAsync(Config, """{"c":2}""");
        await SendAsync(Config, """{"c":1}""");
        Assert.Equal(2, _wakeUps.Count);
        Assert.Equal(_time.GetUtcNow().AddMinutes(5), _wakeUps[0].At);

        // A flow with passthrough adds what earlier steps emitted.
        await SendContentAsync(Config, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_wakeUps[0].Content.Span)[..^1] + ""","passthrough":{"in":{"body":1}}}"""));
        Assert.Equal(["""{"key":1,"items":[{"c":1},{"c":1}]}"""], _emitted);
        Assert.Equal("""{"groups":[{"id":"m2","key":2,"items":[{"c":2}]}]}""", Encoding.UTF8.GetString(_snapshot.Span));
    }

    [Fact]
    public async Task A_wake_up_of_a_group_that_was_complete_before_does_nothing_to_the_next_of_its_key()
    {
        const string Config = "count: 2\ntime: 5m";
        foreach (var n in Enumerable.Range(1, 3))
            await SendAsync(Config, $"{n}");
        await SendContentAsync(Config, _wakeUps[0].Content);
        Assert.Equal(["""{"key":null,"items":[1,2]}"""], _emitted);
        await SendContentAsync(Config, _wakeUps[1].Content);
        Assert.Equal(["""{"key":null,"items":[1,2]}""", """{"key":null,"items":[3]}"""], _emitted);
    }

    [Theory]
    [InlineData("""{"body":1,"headers":{},"aggregateGroup":"m1"}""", "1")]
    [InlineData("""{"body":{},"headers":{"a":"b"},"aggregateGroup":"m1"}""", "{}")]
    [InlineData("""{"body":1,"aggregateGroup":7}""", "1")]
    public async Task A_message_with_a_member_named_like_the_mark_of_a_wake_up_is_gathered_as_any_other(string content, string item)
    {
        const string Config = "count: 2\ntime: 5m";
        await SendAsync(Config, "0");
        Assert.IsType<ComponentEnd.Completed>(await SendContentAsync(Config, Encoding.UTF8.GetBytes(content)));
        Assert.Equal([$$"""{"key":null,"items":[0,{{item}}]}"""], _emitted);
    }

    [Fact]
    public async Task What_the_snapshot_cannot_hold_fails_the_message_and_keeps_the_groups()
    {
        const string Config = "count: 10\nkey: body.c";
        await SendAsync(Config, """{"c":1}""");
        var before = _snapshot;
        var error = Assert.IsType<ComponentEnd.LimitExceeded>(await SendAsync(Config, $$"""{"c":2,"text":"{{new string('x', 70000)}}"}""")).Error;
        Assert.Equal((ErrorCodes.SnapshotLimit, "The groups that are not complete would take 70098 bytes (2 groups, 2 items), and limits.snapshot of step gather is 64KiB: raise it, keep less of each message with `item`, or make groups smaller."), (error.Code, error.Message));
        Assert.Equal(before, _snapshot);
        await SendAsync(Config, """{"c":1}""");
        Assert.EndsWith("""{"id":"m1","key":1,"items":[{"c":1},{"c":1}]}]}""", Encoding.UTF8.GetString(_snapshot.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "aggregate.key", "`key` gives nothing, and a text, number or boolean is needed.")]
    [InlineData("""{"c":{}}""", "aggregate.key", "`key` gives an object, and a text, number or boolean is needed.")]
    [InlineData("""{"c":null}""", "aggregate.key", "`key` gives null, and a text, number or boolean is needed.")]
    public async Task A_message_without_a_usable_key_fails(string body, string code, string message)
    {
        var error = Assert.IsType<ComponentEnd.Threw>(await SendAsync("count: 2\nkey: body.c", body)).Error;
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"groups":1}""")]
    [InlineData("""{"groups":[{"id":1}]}""")]
    [InlineData("""{"other":1}""")]
    public async Task A_snapshot_of_somebody_else_is_not_written_over(string snapshot)
    {
        _snapshot = Encoding.UTF8.GetBytes(snapshot);
        Assert.Equal("aggregate.snapshot", Assert.IsType<ComponentEnd.Threw>(await SendAsync("count: 2", "1")).Error.Code);
        Assert.Equal(snapshot, Encoding.UTF8.GetString(_snapshot.Span));
    }

    [Theory]
    [InlineData("key: body.c", "flow.yaml:5:5: error flow.config: a step that uses `aggregate` needs `count`, `time` or both: otherwise no group is ever complete")]
    [InlineData("time: 0s", "flow.yaml:6:13: error flow.value: `time` must be more than zero")]
    [InlineData("count: 0", "flow.yaml:6:14: error flow.value: `count` must be a whole number from 1 to 100000, found the number `0`")]
    public void What_makes_no_group_complete_is_refused(string config, string problem) => Assert.Equal([problem], Read(config).Problems.Select(found => found.ToString()));

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    private static FlowReadResult Read(string config)
    {
        var yaml = "steps:\n  begin: { uses: manual, to: gather }\n  gather:\n    uses: aggregate\n    config:\n" + string.Join('\n', config.Split('\n').Select(line => "      " + line)) + "\n";
        return FlowReader.Read(new FlowPackage("orders", new Dictionary<string, string> { ["flow.yaml"] = yaml }));
    }

    private Task<ComponentEnd> SendAsync(string config, string body)
    {
        var id = $"m{++_sent}";
        return SendContentAsync(config, Encoding.UTF8.GetBytes($$$"""{"id":"{{{id}}}","body":{{{body}}},"headers":{}}"""), id);
    }

    /// <summary>Each message in a lane of its own: nothing is remembered but the snapshot.</summary>
    private async Task<ComponentEnd> SendContentAsync(string config, ReadOnlyMemory<byte> content, string id = "w")
    {
        var definition = ((FlowReadResult.Accepted)Read(config)).Definition;
        var flow = new FlowVersion(1, new FlowPackage("orders", new Dictionary<string, string>()), definition);
        var component = new AggregateComponent(new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance), _time);
        await using var lane = await component.OpenLaneAsync(flow, definition.FindStep("gather")!, TestContext.Current.CancellationToken);
        Assert.True(lane.UsesSnapshot);
        var emissions = new RecordingEmissions();
        var execution = CodeStage.Message(emissions, id, Encoding.UTF8.GetString(content.Span)) with { Snapshot = _snapshot };
        var end = await lane.RunAsync(execution, TestContext.Current.CancellationToken);
        if (end is not ComponentEnd.Completed)
            return end;
        _emitted.AddRange(emissions.Data.Select(data => data[8..^",\"headers\":{}}".Length]));
        _wakeUps.AddRange(emissions.All.OfType<Emission.WakeUp>());
        _snapshot = emissions.All.OfType<Emission.Snapshot>().LastOrDefault()?.Value ?? _snapshot;
        return end;
    }
}
