using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace CodeStepHost.Tests.Hosting;

/// <summary>
/// Error-Handling steps in a running host: in both languages and patterns, of a step and of the flow, for what scripts throw and for what ends their
/// processes or keeps them from running.
/// </summary>
public sealed partial class ErrorHandlingTests
{
    private const string Works = "works();";

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each fails in its own way; a script's name without a text is one of <see cref="s_scripts"/>.</summary>
    private static readonly (string Name, string Keys)[] s_failing =
    [
        ("throws", "uses: code, script: throws.js"),
        ("emits", "uses: code, script: emits.csx"),
        ("rebounds", "uses: code, script: rebounds.js, rebound: { limit: 0 }"),
        ("select", "uses: database.select, config: { connection: shop, sql: select price from products_of_nobody }"),
        ("request", "uses: http.request, config: { url: 'http://127.0.0.1:1/', retry: { limit: 0 } }"),
        ("too-large", "uses: code, script: too-large.js, limits: { message: 4KiB }"),
        ("too-many", "uses: code, script: too-many.csx, limits: { emissions: 3 }"),
        ("time-js", "uses: code, script: time.js, limits: { time: 1s }"),
        ("time-csharp", "uses: code, script: time.csx, limits: { time: 1s }"),
        ("memory", "uses: code, script: memory.csx, limits: { memory: 64MiB }"),
        ("crash", "uses: code, script: crash.csx"),
        ("rejected-js", "uses: code, script: rejected.js"),
        ("rejected-csharp", "uses: code, script: rejected.csx"),
    ];

    private static readonly (string Name, string Text)[] s_scripts =
    [
        ("throws.js", "function run(msg) { const e = new TypeError('no price'); e.code = 'ORDER'; e.statusCode = 422; e.cause = new Error('the list is empty'); throw e; }"),
        ("emits.csx", "async Task Run(Message msg) { await Emitter.Error(new ScriptException(\"no stock\", code: \"STOCK\")); }"),
        ("rebounds.js", "function run() { this.emit('rebound', 'the ledger is closed'); }"),
        ("too-large.js", "function run() { this.emit('data', { body: { text: 'x'.repeat(5000) } }); }"),
        ("too-many.csx", "async Task Run() { while (true) await Emitter.Data(new Message()); }"),
        ("time.js", "function run() { while (true); }"),
        ("time.csx", "void Run() { while (true); }"),
        ("memory.csx", "void Run() { var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]); }"),
        ("crash.csx", "int Deeper(int n) => n < 0 ? n : Deeper(n + 1) + 1;\nvoid Run() { Logger.Info($\"{Deeper(0)}\"); }"),
        ("rejected.js", $"function works() {{}}\nfunction run() {{ {Works} }}"),
        ("rejected.csx", $"void works() {{ }}\nvoid Run() {{ {Works} }}"),
        ("after.js", "function run(msg) { if (msg.body.step === 'select') throw new Error('the step after the handler fails'); }"),
    ];

    private const string JavaScript = """
        async function handle(emitter, msg) {
          const { error, errorInput } = msg.body;
          emitter.logger.info(JSON.stringify({
            error: { ...error, stack: error.stack === 'Not Available' ? error.stack : error.stack.includes(error.name), cause: error.cause && error.cause.message },
            n: [errorInput.body.n, errorInput.content.body.n, errorInput.passthrough.hook.body.n],
            header: [errorInput.headers['x-order'], errorInput.content.headers['x-order'], errorInput.properties.headers['x-order']],
          }));
          switch (error.step) {
            case 'throws': case 'memory': await emitter.emit('handled'); break;
            case 'emits': throw new Error('the handler fails too');
            case 'time-js': case 'crash': case 'rejected-csharp': await emitter.emit('rebound', `nobody to tell of ${error.step}`); break;
            default: await emitter.emit('data', { body: { step: error.step } });
          }
        }

        """;

    private const string CSharp = """
        async Task Handle(Message msg)
        {
            var (error, input) = (msg.Body["error"].AsObject(), msg.Body["errorInput"]);
            var told = (JsonObject)error.DeepClone();
            var stack = (string)error["stack"];
            told["stack"] = stack == "Not Available" ? stack : stack.Contains((string)error["name"]);
            if (error["cause"] is JsonObject cause)
                told["cause"] = (string)cause["message"];
            Logger.Info(new JsonObject
            {
                ["error"] = told,
                ["n"] = new JsonArray((int)input["body"]["n"], (int)input["content"]["body"]["n"], (int)input["passthrough"]["hook"]["body"]["n"]),
                ["header"] = new JsonArray((string)input["headers"]["x-order"], (string)input["content"]["headers"]["x-order"], (string)input["properties"]["headers"]["x-order"]),
            }.ToJsonString());
            switch ((string)error["step"])
            {
                case "throws" or "memory":
                    await Emitter.Handled();
                    break;
                case "emits":
                    throw new Exception("the handler fails too");
                case "time-js" or "crash" or "rejected-csharp":
                    await Emitter.Rebound($"nobody to tell of {error["step"]}");
                    break;
                default:
                    await Emitter.Data(new Message(new { step = (string)error["step"] }));
                    break;
            }
        }

        """;

    private static readonly (string Flow, string Language, string Script)[] s_handlers =
    [
        ("js-run", "js", JavaScript + "function run(msg, cfg, snapshot) { return handle(this, msg); }"),
        ("js-process", "js", JavaScript + "exports.process = function (msg, cfg, snapshot) { return handle(this, msg); };"),
        ("csharp-run", "csx", CSharp + "Task Run(Message msg, Config cfg, Snapshot snapshot) => Handle(msg);"),
        ("csharp-process", "csx", CSharp + "Exports.Process = async (msg, cfg, snapshot) => { await Handle(msg); };"),
    ];

    [Fact]
    public async Task Handlers_of_every_pattern_are_told_of_every_failure_and_what_they_do_concerns_their_own_message()
    {
        using var folder = await DeployAsync();
        await using var served = await Served.StartAsync(folder);
        foreach (var (flow, _, _) in s_handlers)
            Assert.Equal(202, (await served.PostAsync($"/hooks/{flow}", """{"n":7}""", headers: [("X-Order", "A7")])).Status);

        // Of each failure one error; one more of the handler that fails, and one of the step after a handler that fails. Three messages of handlers are parked.
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == s_handlers.Length * (s_failing.Length + 2), TimeSpan.FromMinutes(3));
        await folder.UntilAsync("SELECT count(*) FROM messages", messages => messages == s_handlers.Length * 3);
        await folder.UntilAsync("SELECT count(*) FROM log_lines", lines => lines >= s_handlers.Length * s_failing.Length);

        for (var n = 0; n < s_handlers.Length; n++)
            Assert.Equal(s_failing.Select((step, k) => $"{step.Name}|{HandlerOf(n, k)}").Order(StringComparer.Ordinal), folder.Query($"SELECT json_extract(text, '$.error.step'), steps.step FROM log_lines JOIN steps ON steps.key = log_lines.step WHERE flow = '{s_handlers[n].Flow}' AND steps.step IN ('own', 'all')").Order(StringComparer.Ordinal));
        var told = s_handlers.Select(handler => Told(folder, handler.Flow)).ToList();
        Assert.All(told, text => Assert.Equal(told[0], text));
        await Verify(told[0]);
    }

    /// <summary>The process of a script is killed from outside, as the system does when memory is short; whoever is told of it gets nowhere either.</summary>
    [Theory]
    [InlineData("js", "async function run(msg) { const by = msg.headers.retry ? 'handled' : 'rebound'; await this.emit(by, 'the ticket system is down'); }")]
    [InlineData("csx", "Exports.Process = async (msg, cfg, snapshot) => { if (msg.Headers[\"retry\"] is null) await Emitter.Rebound(\"the ticket system is down\"); else await Emitter.Handled(); };")]
    public async Task A_handler_that_never_gets_through_is_on_the_errors_list_beside_what_it_was_told_of(string language, string handler)
    {
        using var folder = new FlowFolder()
            .Write("orders/flow.yaml", $$"""
                onError: tell
                steps:
                  hook: { uses: webhook, to: work }
                  work: { uses: code, script: work.js, limits: { time: 2h } }
                  tell: { uses: code, script: tell.{{language}}, rebound: { first: 1h, limit: 1 } }
                """)
            .Write("orders/work.js", "async function run() { this.logger.info('at work'); await wait(3600000); }")
            .Write($"orders/tell.{language}", handler);
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);
        Assert.Equal(202, (await served.PostAsync("/hooks/orders", """{"n":7}""")).Status);
        await folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text = 'at work'", lines => lines == 1);
        foreach (var id in served.Host.Session().Where(id => id != served.Host.Id))
            await CodeStep.KillAsync(id);

        await folder.UntilAsync("SELECT count(*) FROM messages WHERE rebounds = 1", parked => parked == 1);
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == 2);
        Assert.Equal(0, folder.Number("SELECT count(*) FROM messages"));
        var (listed, shown) = ((await CodeStep.RunAsync(folder.Root, "errors", "list")).Out, (await CodeStep.RunAsync(folder.Root, "errors", "show", "2")).Out);

        // Its message knows the error still when a person retries it, and no handler is called for the handler.
        (await CodeStep.RunAsync(folder.Root, "errors", "retry", "2")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM errors WHERE state = 2", handled => handled == 1);
        Assert.Equal(["1|2", "2|1"], folder.Query("SELECT id, state FROM errors ORDER BY id"));
        Assert.Equal(["tell|failed|1", "tell|rebound|1", "tell|success|1", "work|failed|1"], folder.Query("SELECT steps.step, outcome, count(*) FROM executions JOIN steps ON steps.key = executions.step GROUP BY 1, 2 ORDER BY 1, 2"));
        Assert.Contains("Rebound limit exceeded (the ticket system is down)", listed, StringComparison.Ordinal);
        Assert.Contains("(sandbox.lost)", listed, StringComparison.Ordinal);
        await Verify(Changing().Replace(shown.Split("\ncontent\n")[0], "SOME")).UseTextForParameters(language);
    }

    /// <summary>Of each kind of failure, each language has one pattern that is the step's own handler, and one that is the flow's.</summary>
    private static string HandlerOf(int handler, int failing) => (handler + failing) % 2 == 0 ? "own" : "all";

    private static string Told(FlowFolder folder, string flow)
    {
        const string Step = "CASE WHEN steps.step IN ('own', 'all') THEN '(handler)' ELSE steps.step END";
        return Ran().Replace(
            string.Join('\n', [
                "# what handlers were told",
                .. folder.Query($"SELECT text FROM log_lines JOIN steps ON steps.key = log_lines.step WHERE flow = '{flow}' AND steps.step IN ('own', 'all') ORDER BY json_extract(text, '$.error.step')").Select(text => JsonNode.Parse(text)!.ToJsonString(s_readable)),
                "", "# errors", .. folder.Query($"""
                    SELECT {Step}, json_extract(error, '$.code'), CASE errors.state WHEN 0 THEN 'open' WHEN 2 THEN 'handled' ELSE 'other' END, attempt, json_extract(content, '$.body.error.step')
                    FROM errors JOIN failures ON failures.id = errors.failure JOIN steps ON steps.key = errors.step WHERE flow = '{flow}' ORDER BY 1, 2
                    """),
                "", "# parked", .. folder.Query($"SELECT {Step}, rebounds, reason FROM messages JOIN steps ON steps.key = messages.step WHERE flow = '{flow}' ORDER BY reason"),
                "", "# executions", .. folder.Query($"SELECT {Step}, outcome, count(*) FROM executions JOIN steps ON steps.key = executions.step WHERE flow = '{flow}' GROUP BY 1, 2 ORDER BY 1, 2"),
            ]),
            "ran for N s");
    }

    private static async Task<FlowFolder> DeployAsync()
    {
        var folder = new FlowFolder().Write("codestep.yaml", "connections:\n  shop: { engine: sqlite, connectionString: \"Data Source=${data}/shop.db\" }\n");
        for (var n = 0; n < s_handlers.Length; n++)
        {
            var (flow, language, handler) = s_handlers[n];
            folder.Write($"{flow}/handle.{language}", handler).Write($"{flow}/flow.yaml", $$"""
                egress: ["127.0.0.1"]
                passthrough: [hook]
                onError: all
                rebound: { first: 1h }
                steps:
                  hook: { uses: webhook, to: [{{string.Join(", ", s_failing.Select(step => step.Name))}}] }
                  own: { uses: code, script: handle.{{language}}, to: after }
                  all: { uses: code, script: handle.{{language}}, to: after }
                  after: { uses: code, script: after.js }
                {{string.Join('\n', s_failing.Select((step, k) => $"  {step.Name}: {{ {step.Keys}{(HandlerOf(n, k) == "own" ? ", onError: own" : "")} }}"))}}
                """);
            foreach (var (name, text) in s_scripts)
                folder.Write($"{flow}/{name}", text);
        }

        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        StopCompiling(folder);
        return folder;
    }

    /// <summary>Scripts that compiled when they were deployed compile no longer, as after an upgrade of the host.</summary>
    private static void StopCompiling(FlowFolder folder)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE versions SET files = CAST(replace(CAST(files AS TEXT), @works, 'works(') AS BLOB)";
        command.Parameters.AddWithValue("@works", Works);
        Assert.Equal(s_handlers.Length, command.ExecuteNonQuery());
    }

    [GeneratedRegex("ran for [0-9.]+ s", RegexOptions.None, 1000)]
    private static partial Regex Ran();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+Z|[0-9a-f]{32}|\b\d+[ms]( ago)?\b|\bnow\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Changing();
}
