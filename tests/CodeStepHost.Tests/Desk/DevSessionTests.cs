using CodeStepHost.Components.Tests.Http;

namespace CodeStepHost.Tests.Desk;

/// <summary>What a person sees who saves a script.</summary>
public sealed class DevSessionTests : IAsyncDisposable
{
    private const string Flow = """
        steps:
          people: { uses: manual, config: { files: [data/people.json] }, to: greet }
          greet: { uses: code, script: greet.js, to: [log, count] }
          log: { uses: code, script: log.js }
          count: { uses: code, script: count.csx, rebound: { first: 2s, limit: 3 } }
        """;

    private readonly DevStage _stage = new DevStage()
        .Write("greet/flow.yaml", Flow)
        .Write("greet/greet.js", "const { hello } = require('./lib/words');\nfunction run(msg) {\n  return { text: hello(msg.body.name) };\n}\n")
        .Write("greet/lib/words.js", "exports.hello = (name) => `Hello, ${name}!`;\n")
        .Write("greet/log.js", "function run(msg) {\n  this.logger.info('%s', msg.body.text);\n}\n")
        .Write("greet/count.csx", "void Run(Message msg) => Emitter.Rebound(\"later\");\n")
        .Write("greet/data/people.json", """[{ "name": "Ada" }, { "name": "Grace" }]""");

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_save_is_checked_and_tried_with_a_record_of_the_trigger()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/greet.js", "async function run(msg) {\n  console.log('begin %j', msg.body);\n  await this.emit('data', { body: { text: msg.body.name } });\n  await this.emit('updateSnapshot', { seen: 1 });\n}\n");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task Mistakes_are_shown_at_their_places_and_again_when_they_are_gone()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/greet.js", "function run(msg) {\n  return { text: hello(msg.body.name };\n}\n");
        await _stage.UntilAsync("1 error");
        _stage.Save("greet/greet.js", "function run(msg) {\n\treturn { text: msg.body.name.first.of.all };\n}\n");
        await _stage.UntilAsync("TypeError");
        await _stage.UntilAsync("^");
        _stage.Save("greet/flow.yaml", Flow.Replace("uses: code, script: log.js", "uses: coed, script: log.js", StringComparison.Ordinal));
        await _stage.UntilAsync("1 error");
        _stage.Save("greet/flow.yaml", Flow);
        await _stage.UntilAsync("no problems");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task What_a_script_requires_is_a_part_of_it()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/lib/words.js", "exports.hello = (name) => `Good evening, ${name}!`;\n");
        await _stage.UntilAsync("done");
        _stage.Delete("greet/lib/words.js");
        await _stage.UntilAsync("1 error");
        _stage.Save("greet/lib/words.js", "exports.hello = (name) => `Welcome back, ${name}!`;\n");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task A_sample_of_its_own_comes_first_and_is_tried_when_it_is_saved()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/samples/count.json", """{ "body": { "text": "one" }, "headers": { "from": "sample" } }""");
        await _stage.UntilAsync("parked");
        _stage.Save("greet/samples/greet.json", """{ "name": """);
        await _stage.UntilAsync("no JSON");
        _stage.Save("greet/samples/greet.json", """{ "name": "Edith" }""");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task The_cases_of_a_step_run_when_its_script_is_saved_and_give_its_sample()
    {
        _stage.Write("greet/tests/greet/ada/input.json", """{ "message": { "body": { "name": "Ada" } }, "http": [{ "request": { "url": "https://example.com/" }, "response": { "body": { "n": 7 } } }] }""")
            .Write("greet/tests/log/text/input.json", """{ "message": { "body": { "text": "hi" } } }""")
            .Start();
        await _stage.UntilAsync("2 cases: 2 new");
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/greet.js", "async function run(msg) {\n  const answer = await fetch('https://example.com/');\n  return { n: (await answer.json()).n };\n}\n");
        await _stage.UntilAsync("1 case");
        _stage.Save("greet/tests/log/text/input.json", """{ "message": { "body": { "text": "ho" } } }""");
        await _stage.UntilAsync("1 case");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task No_call_with_a_secret_leaves_the_machine_wherever_it_stands()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Response("200 OK", body: "hi"));
        string[] calls =
        [
            $"fetch('{server.Url()}' + cfg.token)",
            $"fetch('{server.Url()}?t=' + encodeURIComponent(cfg.token))",
            $"fetch('{server.Url()}', {{ headers: {{ Authorization: 'Bearer ' + cfg.token }} }})",
            $"fetch('{server.Url()}', {{ method: 'POST', body: JSON.stringify({{ token: cfg.token }}) }})",
            $"fetch('{server.Url()}', {{ method: 'POST', body: new URLSearchParams({{ token: cfg.token }}) }})",
            $"require('axios').get('{server.Url()}', {{ auth: {{ username: 'ann', password: cfg.token }} }})",
        ];
        _stage.Write("codestep.yaml", "secrets:\n  TOKEN: { hosts: [\"*\"] }\n")
            .Write("greet/flow.yaml", Flow.Replace("script: greet.js", "script: greet.js, egress: [127.0.0.1], config: { token: \"${secret.TOKEN}\" }", StringComparison.Ordinal))
            .Start();
        await _stage.UntilAsync("Ctrl-C ends");
        foreach (var call in calls)
        {
            _stage.Save("greet/greet.js", $"async function run(msg, cfg) {{\n  await {call};\n}}\n");
            await _stage.UntilAsync("(http.secret)");
        }

        _stage.Save("greet/greet.js", $"async function run(msg, cfg) {{\n  return await (await fetch('{server.Url("/open")}')).text();\n}}\n");
        await _stage.UntilAsync("done");
        Assert.StartsWith("GET /open ", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_end_ends_with_the_next_save()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/greet.js", "function run(msg) {\n  this.logger.info('round and round');\n  while (true) {}\n}\n");
        await _stage.UntilAsync("round and round");
        _stage.Save("greet/greet.js", "function run(msg) { return { at: 'last' }; }\n");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task A_line_tries_a_step_or_a_message()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Type("");
        await _stage.UntilAsync("which step?");
        _stage.Type("greet");
        await _stage.UntilAsync("done");
        _stage.Type("""{ "name": "Edith" }""");
        await _stage.UntilAsync("done");
        _stage.Type("");
        await _stage.UntilAsync("done");
        _stage.Type("""greet/log { "text": "hi" }""");
        await _stage.UntilAsync("done");
        _stage.Type("gret {}");
        await _stage.UntilAsync("no step");
        _stage.Type("log {\"text\":");
        await _stage.UntilAsync("no JSON");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task One_step_alone_is_tried_from_the_start()
    {
        _stage.Start(only: "log");
        await _stage.UntilAsync("samples/log.json");
        _stage.Save("greet/samples/log.json", """{ "text": "hi" }""");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task A_step_that_is_not_the_first_is_tried_with_what_the_step_before_it_emitted()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Type("log");
        await _stage.UntilAsync("try greet first");
        _stage.Type("greet");
        await _stage.UntilAsync("done");
        _stage.Type("log");
        await _stage.UntilAsync("done");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task A_step_behind_one_that_has_an_accepted_case_is_tried_with_what_that_emits()
    {
        _stage.Write("greet/flow.yaml", Flow.Replace("to: [log, count] }", "to: [count, polite] }\n  polite: { uses: filter, config: { where: 'true' }, to: log }", StringComparison.Ordinal))
            .Write("greet/tests/greet/ada/input.json", """{ "message": { "body": { "name": "Ada" } } }""")
            .Write("greet/tests/greet/ada/ada.verified.json", """{ "end": "acknowledged", "emitted": [{ "body": { "text": "first" } }, { "body": { "text": "Hello, Ada!" } }] }""")
            .Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Type("log");
        Assert.Contains("greet/log tried with what greet emits in tests/greet/ada\n", await _stage.UntilAsync("done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sets_of_flows_beside_each_other_may_have_flows_of_one_name()
    {
        _stage.Write("a/codestep.yaml", "data: .codestep\n").Write("a/orders/flow.yaml", "steps: { in: { uses: manual, to: out }, out: { uses: code, script: out.js } }").Write("a/orders/out.js", "function run() {}")
            .Write("b/codestep.yaml", "data: .codestep\n").Write("b/orders/flow.yaml", "steps: { in: { uses: manual, to: out }, out: { uses: code, script: out.js } }").Write("b/orders/out.js", "function run() {}")
            .Write("b/more/flow.yaml", "name: Orders\nsteps: { in: { uses: manual, to: out }, out: { uses: code, script: out.js } }").Write("b/more/out.js", "function run() {}")
            .Start();
        await _stage.UntilAsync("Ctrl-C ends");
        await Verify(_stage.Transcript);
    }

    [Fact]
    public async Task What_concerns_no_script_is_not_mentioned()
    {
        _stage.Start();
        await _stage.UntilAsync("Ctrl-C ends");
        _stage.Save("greet/jsconfig.json", "{}");
        _stage.Save("greet/lib/unused.js", "syntax error");
        _stage.Save("greet/log.js", "function run(msg) {\n  this.logger.info('second');\n}\n");
        var lines = await _stage.UntilAsync("samples/log.json");
        Assert.DoesNotContain("unused", lines.Replace("greet/jsconfig.json, greet/lib/unused.js, greet/log.js", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
