using System.Globalization;

namespace CodeStepHost.Testing.Tests;

/// <summary>What a script finds in a test, and what is seen of it.</summary>
public sealed class FlowStepTests : IDisposable
{
    private static readonly object Empty = new { body = new { } };

    private readonly Script _script = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _script.Dispose();

    [Theory]
    [InlineData("js", "async function run() { return { now: Date.now(), day: new Date().toISOString(), chance: Math.random(), id: crypto.randomUUID() }; }")]
    [InlineData("csx", "object Run(Message msg) => new { now = Clock.Now, chance = Random.NextDouble(), id = Random.NewGuid() };")]
    public async Task Clock_chance_and_uuids_are_the_same_each_time_and_others_with_another_seed(string ending, string text)
    {
        var step = _script.Of(text, $"step.{ending}");

        var first = await step.RunAsync(Empty, Stop);
        var again = await step.RunAsync(Empty, Stop);
        var other = await step.WithSeed(2).RunAsync(Empty, Stop);

        Assert.Equal(first.ToJson(), again.ToJson());
        Assert.NotEqual(first.ToJson(), other.ToJson());
        await Verify(first.ToJson(), "json").UseTextForParameters(ending);
    }

    [Fact]
    public async Task Timers_move_the_clock_and_nobody_waits_for_them()
    {
        var result = await _script.Of("""
            async function run() {
              const seen = [];
              setTimeout(() => seen.push(['late', Date.now()]), 30000);
              setTimeout(() => seen.push(['early', Date.now()]), 10);
              await wait(5000);
              seen.push(['waited', Date.now()]);
              await wait(26000);
              return seen;
            }
            """).At(DateTimeOffset.UnixEpoch).RunAsync(Empty, Stop);

        Assert.Equal("""[["early",10],["waited",5000],["late",30000]]""", result.Emitted[0].Body!.ToJsonString());
    }

    [Fact]
    public async Task A_script_that_would_wait_longer_than_its_limit_is_ended_as_it_would_be_and_at_once()
    {
        var result = await _script.Of("async function run() { await wait(3600_000); }").RunAsync(Empty, Stop);

        Assert.Equal("limit.time", result.Error!.Code);
    }

    [Fact]
    public async Task A_loop_that_waits_for_the_clock_ends_though_the_clock_stands()
    {
        var result = await _script.Of("function run() { const end = Date.now() + 5; while (Date.now() < end); return { at: Date.now() }; }").At(DateTimeOffset.UnixEpoch).RunAsync(Empty, Stop);

        Assert.Equal(5, (int)result.Emitted[0].Body!["at"]!);
    }

    [Fact]
    public async Task An_answer_comes_before_a_timer_whatever_time_it_takes()
    {
        var result = await _script.Of("async function run() { return Promise.race([wait(1).then(() => 'timer'), fetch('https://a.example/').then((answer) => answer.text())]); }")
            .WithHttp("GET", "https://a.example/", "answer").RunAsync(Empty, Stop);

        Assert.Equal("answer", (string?)result.Emitted[0].Body);
    }

    [Fact]
    public async Task All_that_a_script_can_emit_is_seen_in_a_fixed_order()
    {
        var result = await _script.Of("""
            async function run(msg, cfg, snapshot) {
              this.logger.info('%s has %j', msg.id, snapshot);
              await this.emit('data', { id: 'mine', body: { a: 1 }, headers: { h: 'x' } });
              await this.emit('data', { body: 'text', attachments: { f: { url: 'u' } } });
              await this.emit('updateSnapshot', { count: snapshot.count + 1 });
              await this.emit('updateKeys', { accessToken: 'hush' });
              await this.emit('httpReply', { statusCode: 201, body: { done: true }, headers: {} });
              await fetch('https://a.example/x?y=1', { method: 'PUT', headers: { Authorization: 'Bearer hush', 'X-A': '1' }, body: 'text' });
              await this.emit('error', Object.assign(new Error('but'), { code: 'E1', cause: new TypeError('why') }));
              console.warn('done');
            }
            """)
            .WithSnapshot(new { count = 1, kept = true }).WithCaller().WithHttp("put", "https://a.example/x?y=1", status: 204)
            .RunAsync("""{"id":"m-7","body":{}}""", Stop);

        Assert.DoesNotContain("hush", result.ToJson(), StringComparison.Ordinal);
        await Verify(result.ToJson(), "json");
    }

    [Fact]
    public async Task What_a_script_emitted_before_it_threw_is_not_emitted()
    {
        var result = await _script.Of("async function run() { await this.emit('data', { body: 1 }); await this.emit('snapshot', { a: 1 }); null.x; }").RunAsync(Empty, Stop);

        Assert.Empty(result.Emitted);
        Assert.Null(result.Snapshot);
        Assert.Equal("TypeError", result.Error!.Name);
    }

    [Fact]
    public async Task An_error_besides_a_rebound_is_seen()
    {
        var result = await _script.Of("async function run() { await this.emit('rebound', 'later'); throw new Error('after'); }").RunAsync(Empty, Stop);

        Assert.Equal("after", Assert.Single(result.Rebound!.Besides).Message);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Emissions_that_a_host_would_stage_on_disk_are_seen_in_order()
    {
        var result = await _script.Of("async function run() { for (let i = 0; i < 2000; i++) await this.emit('data', { body: i }); }").RunAsync(Empty, Stop);

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i.ToString(CultureInfo.InvariantCulture)), result.Emitted.Select(message => message.Body!.ToJsonString()));
    }

    [Fact]
    public async Task Answers_come_in_their_order_each_once_and_what_is_left_is_told()
    {
        var result = await _script.Of("async function run() { return [await (await fetch('https://a.example/')).text(), await (await fetch('https://a.example/')).json()]; }")
            .WithHttp("GET", "https://a.example/", "one").WithHttp("GET", "https://a.example/", new { two = 2 }).WithHttp("GET", "https://a.example/", "three").RunAsync(Empty, Stop);

        Assert.Equal("""["one",{"two":2}]""", result.Emitted[0].Body!.ToJsonString());
        Assert.Equal("GET https://a.example/", Assert.Single(result.UnusedAnswers));
    }

    [Fact]
    public async Task The_egress_list_of_the_step_holds_in_tests_too()
    {
        var result = await _script.Of("async function run() { await fetch('http://127.0.0.1/'); }").WithHttp("GET", "http://127.0.0.1/", "secret").RunAsync(Empty, Stop);

        Assert.Equal("egress.refused", result.Error!.Code);
    }

    [Fact]
    public async Task A_script_that_does_not_compile_fails_as_in_a_host_with_line_and_column()
    {
        var result = await _script.Of("function run( {").RunAsync(Empty, Stop);

        Assert.Equal("script.rejected", result.Error!.Code);
        Assert.Equal(("step.js", 1), (result.Error.File, result.Error.Line));
    }

    [Fact]
    public async Task Config_and_keys_are_laid_over_one_another_as_in_a_host()
    {
        _script.Write("flow.yaml", "steps:\n  in: { uses: manual, to: step }\n  step: { uses: code, script: step.js, config: { a: 1, b: 1, c: 1 } }\n");
        var result = await _script.Of("function run(msg, cfg) { return cfg; }").WithConfig(new { b = 2, c = 2 }).WithKeys(new { c = 3 }).RunAsync(Empty, Stop);

        Assert.Equal("""{"a":1,"b":2,"c":3}""", result.Emitted[0].Body!.ToJsonString());
    }

    [Theory]
    [InlineData("nowhere.js", null, "There is no ")]
    [InlineData("flow.yaml", null, "No step of the flow two runs the script `flow.yaml`.")]
    [InlineData(".", null, "Say which step: `a`, `b`.")]
    [InlineData(".", "c", "The flow two has no step `c` with a script; there are `a`, `b`.")]
    public void A_step_that_is_not_there_is_refused_with_what_there_is(string path, string? step, string message)
    {
        _script.Write("flow.yaml", "name: two\nsteps:\n  in: { uses: manual, to: [a, b] }\n  a: { uses: code, script: step.js }\n  b: { uses: code, script: step.js }\n");
        _script.Write("step.js", "function run() {}");

        var refusal = Assert.Throws<ArgumentException>(() => FlowStep.From(Path.Combine(_script.Folder, path), step));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sku":1}""", "A message is an object with a body")]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{", "no JSON")]
    public async Task A_message_that_is_none_is_refused(string message, string reason)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => _script.Of("function run() {}").RunAsync(message, Stop));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
