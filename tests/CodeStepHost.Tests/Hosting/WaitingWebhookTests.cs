using System.Text.Json;

namespace CodeStepHost.Tests.Hosting;

/// <summary>What callers of a running host get whose message fails, or ends without a reply.</summary>
public sealed class WaitingWebhookTests
{
    private const string Secret = "CODESTEP_TEST_WAITING_SECRET";

    [Fact]
    public async Task Each_caller_gets_the_error_of_its_own_message_and_only_what_it_may_see()
    {
        Environment.SetEnvironmentVariable(Secret, "opens-everything");
        using var folder = new FlowFolder()
            .Write("codestep.yaml", "connections:\n  shop: { engine: sqlite, connectionString: \"Data Source=${data}/shop.db\" }\n")
            .Write("orders/flow.yaml", """
                steps:
                  hook: { uses: webhook, config: { reply: wait, timeout: 1h, auth: { header: X-Key, value: "${env.NAME}" } }, to: work }
                  work: { uses: code, script: work.js, to: [after, besides] }
                  after: { uses: code, script: after.js }
                  besides: { uses: code, script: besides.js }
                """.Replace("NAME", Secret, StringComparison.Ordinal))
            .Write("orders/work.js", """
                async function run(msg) {
                  if (msg.body.n % 3 === 0) throw Object.assign(new TypeError(`order ${msg.body.n} is wrong, opens-everything`), { code: 'ORDER', secret: 'x' });
                  await this.emit('data', msg);
                }
                """)
            .Write("orders/after.js", "function run(msg) { if (msg.body.n % 3 === 1) throw new Error(`late ${msg.body.n}`); }")
            .Write("orders/besides.js", "function run() {}")
            .Write("saves/flow.yaml", """
                steps:
                  hook: { uses: webhook, config: { reply: wait, timeout: 1h }, to: save }
                  save: { uses: database.select, config: { connection: shop, sql: select private_column from hidden_table } }
                """)
            .Write("handled/flow.yaml", """
                onError: sorry
                steps:
                  hook: { uses: webhook, config: { reply: wait, timeout: 1h }, to: fail }
                  fail: { uses: code, script: fail.js }
                  sorry: { uses: reply, config: { status: 503, body: { sorry: true } } }
                """)
            .Write("handled/fail.js", "function run() { throw new Error('no'); }")
            .Write("parked/flow.yaml", """
                steps:
                  hook: { uses: webhook, config: { reply: wait, timeout: 1500ms }, to: later }
                  warm: { uses: webhook, to: later }
                  later: { uses: code, script: later.js }
                """)
            .Write("parked/later.js", "function run() { this.emit('rebound', 'the ledger is closed'); }")
            .Write("nowhere/flow.yaml", "steps:\n  hook: { uses: webhook, config: { reply: wait, timeout: 1h } }\n");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => served.PostAsync("/hooks/orders", $$"""{"n":{{n}}}""", headers: [("X-Key", "opens-everything")])));
        for (var n = 0; n < answers.Length; n++)
        {
            if (n % 3 == 2)
            {
                Assert.Equal((204, string.Empty), (answers[n].Status, answers[n].Body));
                continue;
            }

            Assert.Equal(500, answers[n].Status);
            using var json = JsonDocument.Parse(answers[n].Body);
            Assert.Equal(["error", "errorId", "message", "run"], json.RootElement.EnumerateObject().Select(member => member.Name));
            Assert.Equal(
                n % 3 == 0
                    ? $$"""{"name":"TypeError","message":"order {{n}} is wrong, <redacted:{{Secret}}>","code":"ORDER","step":"work"}"""
                    : $$"""{"name":"Error","message":"late {{n}}","step":"after"}""",
                json.RootElement.GetProperty("error").GetRawText());
            Assert.Equal(n, folder.Number($"SELECT json_extract(content, '$.body.n') FROM errors JOIN failures ON failures.id = errors.failure WHERE errors.id = {json.RootElement.GetProperty("errorId")}"));
        }

        var saved = await served.PostAsync("/hooks/saves", "{}");
        Assert.Equal(500, saved.Status);
        Assert.Contains("""{"error":{"name":"Error","message":"step save failed","code":"SQLITE_ERROR","step":"save"},"errorId":""", saved.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden_table", saved.Body, StringComparison.Ordinal);

        var handled = await served.PostAsync("/hooks/handled", "{}");
        Assert.Equal((503, """{"sorry":true}"""), (handled.Status, handled.Body));

        // The script's process is there before the caller whose time runs out.
        Assert.Equal(202, (await served.PostAsync("/hooks/parked/warm", "{}")).Status);
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE rebounds = 1", count => count == 1);
        var parked = await served.PostAsync("/hooks/parked/hook", "{}");
        Assert.Equal(504, parked.Status);
        Assert.Matches("no reply within 1s500ms; it rebounded in step later and is parked until [0-9T:-]+Z", parked.Body);
        Assert.DoesNotContain("ledger", parked.Body, StringComparison.Ordinal);

        Assert.Equal(204, (await served.PostAsync("/hooks/nowhere", "{}")).Status);
    }

    [Fact]
    public async Task A_message_that_is_cancelled_by_a_verb_beside_the_host_is_told()
    {
        using var folder = new FlowFolder()
            .Write("parked/flow.yaml", "steps:\n  hook: { uses: webhook, config: { reply: wait, timeout: 1h }, to: later }\n  later: { uses: code, script: later.js }\n")
            .Write("parked/later.js", "function run() { this.emit('rebound', 'not yet'); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);
        var asking = served.PostAsync("/hooks/parked", "{}");
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE rebounds = 1", count => count == 1);
        (await CodeStep.RunAsync(folder.Root, "rebounds", "cancel", "--all", "--yes")).Succeeded();
        var answer = await asking;
        Assert.Equal(500, answer.Status);
        Assert.Contains("\"code\":\"rebound.cancelled\"", answer.Body, StringComparison.Ordinal);
    }
}
