using System.Text.Json;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What callers of a running <c>codestep serve</c> see, and what verbs beside it do.</summary>
public sealed class ServeTests(ServeTests.Host host) : IClassFixture<ServeTests.Host>
{
    private FlowFolder Folder => host.Folder;

    private Served Served => host.Served;

    [Fact]
    public async Task A_call_is_accepted_and_its_message_runs()
    {
        var answer = await Served.PostAsync("/hooks/orders?source=test", """{"order":"first"}""");
        Assert.Equal(202, answer.Status);
        using var json = JsonDocument.Parse(answer.Body);
        Assert.True(json.RootElement.GetProperty("accepted").GetBoolean());
        var id = json.RootElement.GetProperty("message").GetString();
        await Folder.UntilAsync($"SELECT count(*) FROM log_lines WHERE message_id = '{id}' AND text = 'order first from test'", lines => lines == 1);
    }

    [Fact]
    public async Task The_same_idempotency_key_is_one_message()
    {
        var first = await Served.PostAsync("/hooks/orders", """{"order":"twice"}""", idempotencyKey: "key-1");
        var second = await Served.PostAsync("/hooks/orders", """{"order":"twice"}""", idempotencyKey: "key-1");
        Assert.Equal((202, 202), (first.Status, second.Status));
        Assert.Contains("\"accepted\":true", first.Body, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":false", second.Body, StringComparison.Ordinal);

        // A later message has run: so has whatever came before it.
        await Served.PostAsync("/hooks/orders", """{"order":"after"}""");
        await Folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text LIKE 'order after%'", lines => lines == 1);
        Assert.Equal(1, Folder.Number("SELECT count(*) FROM log_lines WHERE text LIKE 'order twice%'"));
    }

    [Fact]
    public async Task Malformed_json_is_refused_with_its_place()
    {
        var answer = await Served.PostAsync("/hooks/orders", "{\n  \"order\": oops\n}");
        Assert.Equal(400, answer.Status);
        Assert.Contains("not valid JSON at line 2, byte 12", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        var answer = await Served.PostAsync("/hooks/orders", $$"""{"order":"{{new string('x', 5000)}}"}""");
        Assert.Equal(413, answer.Status);
        Assert.Contains("limits.message", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hooks/nowhere", 404, "there is no flow nowhere")]
    [InlineData("/hooks/orders/other", 404, "no webhook other")]
    [InlineData("/hooks/closed", 409, "flow is not active")]
    public async Task What_cannot_take_a_message_says_why(string path, int status, string why)
    {
        var answer = await Served.PostAsync(path, "{}");
        Assert.Equal(status, answer.Status);
        Assert.Contains(why, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_caller_gets_the_reply_of_the_flow()
    {
        var answer = await Served.PostAsync("/hooks/asks", """{"name":"Ada"}""");
        Assert.Equal(201, answer.Status);
        Assert.Equal("""{"hello":"Ada"}""", answer.Body);
        Assert.Equal("yes", answer.Headers["X-Answered"]);
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_whose_message_ends_without_a_reply_is_told_at_once()
    {
        var answer = await Served.PostAsync("/hooks/mute", "{}");
        Assert.Equal((204, string.Empty), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_script_knows_where_the_host_listens()
    {
        var answer = await Served.PostAsync("/hooks/where", "{}");
        Assert.Equal(200, answer.Status);
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/hooks/orders$", answer.Body);
    }

    [Fact]
    public async Task It_says_that_it_lives_and_is_ready()
    {
        var live = await Served.GetAsync("/health/live");
        Assert.Equal((200, """{"status":"ok"}"""), (live.Status, live.Body));
        var ready = await Served.GetAsync("/health/ready");
        Assert.Equal(200, ready.Status);
        using var json = JsonDocument.Parse(ready.Body);
        Assert.Equal("ok", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(8, json.RootElement.GetProperty("flows").GetInt32());
    }

    [Fact]
    public async Task Figures_are_there_for_a_collector()
    {
        Assert.Equal(202, (await Served.PostAsync("/hooks/counted", "{}")).Status);
        await Folder.UntilAsync(FlowFolder.Executions("counted-step"), done => done == 1);
        var figures = await Served.GetAsync("/metrics");
        Assert.Equal(200, figures.Status);
        Assert.Matches("""(?m)^codestep_step_executions_total\{.*flow="counted",outcome="done",step="counted-step"\} 1( \d+)?$""", figures.Body);
        Assert.Matches("(?m)^codestep_sandbox_started_total\\{.*\\} [1-9]", figures.Body);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("run")]
    public async Task A_second_host_on_the_same_data_is_refused(string verb)
    {
        string[] arguments = verb == "run" ? ["run", "flows"] : ["serve", "--listen", "http://127.0.0.1:0"];
        var second = await CodeStep.RunAsync(Folder.Root, arguments);
        Assert.Equal(2, second.Code);
        Assert.Matches("^error: another host runs on .*; stop it first, or give this one a folder of its own with --data$", second.Error);
        Assert.Equal(200, (await Served.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_flow_stopped_by_a_verb_refuses_calls_and_started_again_takes_them()
    {
        Assert.Equal(202, (await Served.PostAsync("/hooks/steered", "{}")).Status);
        await Folder.UntilAsync(FlowFolder.Executions("steered-step"), done => done == 1);
        (await CodeStep.RunAsync(Folder.Root, "flows", "stop", "steered")).Succeeded();
        Assert.Equal(409, (await Served.PostAsync("/hooks/steered", "{}")).Status);

        (await CodeStep.RunAsync(Folder.Root, "flows", "suspend", "steered")).Succeeded();
        Assert.Equal(202, (await Served.PostAsync("/hooks/steered", "{}")).Status);
        Assert.Equal(1, Folder.Number(FlowFolder.Executions("steered-step")));

        (await CodeStep.RunAsync(Folder.Root, "flows", "start", "steered")).Succeeded();
        await Folder.UntilAsync(FlowFolder.Executions("steered-step"), done => done == 2, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task An_error_retried_by_a_verb_runs_at_once()
    {
        await Served.PostAsync("/hooks/failing", "{}");
        await Folder.UntilAsync("SELECT count(*) FROM errors JOIN steps ON steps.key = errors.step WHERE steps.step = 'fail-once'", errors => errors == 1);
        var id = Folder.Number("SELECT errors.id FROM errors JOIN steps ON steps.key = errors.step WHERE steps.step = 'fail-once'");
        (await CodeStep.RunAsync(Folder.Root, "errors", "retry", $"{id}")).Succeeded();
        await Folder.UntilAsync(FlowFolder.Executions("fail-once"), done => done == 1, TimeSpan.FromSeconds(3));
        Assert.Equal(0, Folder.Number("SELECT count(*) FROM errors JOIN steps ON steps.key = errors.step WHERE steps.step = 'fail-once' AND state = 0"));
    }

    /// <summary>One host for all of them.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal FlowFolder Folder { get; } = new();

        internal Served Served { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Folder.Write("codestep.yaml", "data: .codestep\n");
            Flow("orders", "hook: { uses: webhook, limits: { message: 4KiB }, to: note }\n  note: { uses: code, script: script.js }", "function run(msg) { this.logger.info('order %s from %s', msg.body.order, msg.query && msg.query.source); }");
            Flow("closed", "hook: { uses: webhook, to: note }\n  note: { uses: code, script: script.js }", "function run() {}");
            Flow("asks", "hook: { uses: webhook, config: { reply: wait }, to: answer }\n  answer: { uses: code, script: script.js }", "async function run(msg) { await this.emit('httpReply', { statusCode: 201, headers: { 'X-Answered': 'yes' }, body: { hello: msg.body.name } }); }");
            Flow("mute", "hook: { uses: webhook, config: { reply: wait, timeout: 1h }, to: silent }\n  silent: { uses: code, script: script.js }", "function run() {}");
            Flow("where", "hook: { uses: webhook, config: { reply: wait }, to: tell }\n  tell: { uses: code, script: script.js, config: { url: \"${host.url}/hooks/orders\" } }", "async function run(msg, cfg) { await this.emit('httpReply', { body: cfg.url }); }");
            Flow("steered", "hook: { uses: webhook, to: steered-step }\n  steered-step: { uses: code, script: script.js }", "function run() {}");
            Flow("counted", "hook: { uses: webhook, to: counted-step }\n  counted-step: { uses: code, script: script.js }", "function run() {}");
            Flow("failing", "hook: { uses: webhook, to: fail-once }\n  fail-once: { uses: code, script: script.js }", "function run(msg) { if (!msg.headers.retry) throw new Error('not the first time'); }");
            (await CodeStep.RunAsync(Folder.Root, "deploy", "flows", "--start")).Succeeded();
            (await CodeStep.RunAsync(Folder.Root, "flows", "stop", "closed")).Succeeded();
            Served = await Served.StartAsync(Folder);
        }

        public async ValueTask DisposeAsync()
        {
            await Served.DisposeAsync();
            Folder.Dispose();
        }

        private void Flow(string name, string steps, string script) => Folder
            .Write($"flows/{name}/flow.yaml", $"steps:\n  {steps}\n")
            .Write($"flows/{name}/script.js", script);
    }
}
