namespace CodeStepHost.Tests.Hosting;

/// <summary>The steps around the code in a running host.</summary>
public sealed class StepsAroundTheCodeTests
{
    /// <summary>The host calls itself: a flow that is busy the first time, and one that asks it.</summary>
    [Fact]
    public async Task A_busy_server_says_when_to_come_again_and_the_answer_goes_on()
    {
        using var folder = new FlowFolder()
            .Write("busy/flow.yaml", "steps:\n  call: { uses: webhook, config: { reply: wait }, to: answer }\n  answer: { uses: code, script: answer.js }\n")
            .Write("busy/answer.js", """
                async function run(msg, cfg, snapshot) {
                  if (snapshot.seen) return this.emit('httpReply', { statusCode: 200, body: { price: 7, sku: msg.query.sku }, headers: { 'Content-Type': 'application/json' } });
                  await this.emit('snapshot', { seen: true });
                  await this.emit('httpReply', { statusCode: 503, body: 'busy', headers: { 'Retry-After': '3600' } });
                }
                """)
            .Write("client/flow.yaml", """
                egress: ["127.0.0.1"]
                steps:
                  call: { uses: webhook, to: constants }
                  constants: { uses: configuration, config: { value: { kind: cup } }, to: ask }
                  ask:
                    uses: http.request
                    config:
                      url: ${host.url}/hooks/busy
                      method: POST
                      query: { sku: "${body.kind & body.n}" }
                      as: answer
                      onError: rebound
                    to: show
                  show: { uses: code, script: show.js }
                """)
            .Write("client/show.js", "function run(msg) { this.logger.info(JSON.stringify(msg.body)); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);
        Assert.Equal(202, (await served.PostAsync("/hooks/client", """{"n":1}""")).Status);

        // Without the server's word it would be the schedule's minute.
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE reason LIKE '%answered 503 Service Unavailable'", count => count == 1);
        Assert.Equal(1, folder.Number("SELECT count(*) FROM messages WHERE rebounds = 1 AND due_at - parked_at BETWEEN 3590000000 AND 3600000000"));

        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all", "--yes")).Succeeded();
        await folder.UntilAsync("""SELECT count(*) FROM log_lines WHERE text = '{"n":1,"kind":"cup","answer":{"price":7,"sku":"cup1"}}'""", lines => lines == 1);
        Assert.Equal(0, folder.Number("SELECT count(*) FROM errors"));
    }

    [Fact]
    public async Task A_group_that_waits_for_its_time_is_no_rebound_and_is_shown_where_steps_and_messages_are()
    {
        using var folder = new FlowFolder()
            .Write("batches/flow.yaml", """
                steps:
                  call: { uses: webhook, to: gather }
                  gather: { uses: aggregate, config: { time: 8h, item: body.n }, to: show }
                  show: { uses: code, script: show.js }
                """)
            .Write("batches/show.js", "function run(msg) { this.logger.info(JSON.stringify(msg.body)); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);
        Assert.Equal(202, (await served.PostAsync("/hooks/batches", """{"n":1}""")).Status);
        await folder.UntilAsync(FlowFolder.Executions("gather"), done => done == 1);
        var key = folder.Number("SELECT seq FROM messages");

        foreach (var verbs in new[] { "rebounds list", "rebounds list --groups", "rebounds cancel --all --yes" })
            Assert.Equal("no parked messages", (await CodeStep.RunAsync(folder.Root, verbs.Split(' '))).Out.Trim());
        foreach (var verb in new[] { "hold", "cancel", "extend" })
        {
            var ended = await CodeStep.RunAsync(folder.Root, ["rebounds", verb, $"{key}", "--yes", .. verb == "extend" ? ["--later", "1h"] : Array.Empty<string>()]);
            Assert.Equal((1, "left alone 1 message: not parked (any more)"), (ended.Code, ended.Out.Trim()));
        }

        Assert.Matches(@"(?m)^STEP +STATE .* GROUPS +DONE +ERRORS\nbatches/gather +active +0 +0 +0 +0 +1 +1 +0$", (await CodeStep.RunAsync(folder.Root, "steps", "list")).Out);
        Assert.Contains("0 parked, 0 held, 1 group gathered", (await CodeStep.RunAsync(folder.Root, "flows", "show", "batches")).Out, StringComparison.Ordinal);
        Assert.Matches(@"batches/gather +gathering +0 +0 +in (8h|7h59m)", (await CodeStep.RunAsync(folder.Root, "messages", "list", "--state", "gathering")).Out);
        Assert.Contains("state=\"gathering\",step=\"gather\"} 1", (await served.GetAsync("/metrics")).Body, StringComparison.Ordinal);

        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", $"{key}")).Succeeded();
        await folder.UntilAsync("""SELECT count(*) FROM log_lines WHERE text = '{"key":null,"items":[1]}'""", lines => lines == 1);
    }

    [Fact]
    public async Task Groups_outlive_the_host_and_are_emitted_when_their_time_is_over()
    {
        using var folder = new FlowFolder()
            .Write("batches/flow.yaml", """
                steps:
                  call: { uses: webhook, to: gather }
                  gather:
                    uses: aggregate
                    config: { count: 3, time: 3s, key: body.customer, item: body.n }
                    to: show
                  show: { uses: code, script: show.js }
                """)
            .Write("batches/show.js", "function run(msg) { this.logger.info(JSON.stringify(msg.body)); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using (var first = await Served.StartAsync(folder))
        {
            foreach (var (customer, n) in new[] { ("a", 1), ("b", 2), ("a", 3), ("a", 4) })
                Assert.Equal(202, (await first.PostAsync("/hooks/batches", $$"""{"customer":"{{customer}}","n":{{n}}}""")).Status);
            await folder.UntilAsync("""SELECT count(*) FROM log_lines WHERE text = '{"key":"a","items":[1,3,4]}'""", lines => lines == 1);
        }

        await using var second = await Served.StartAsync(folder);
        await folder.UntilAsync("""SELECT count(*) FROM log_lines WHERE text = '{"key":"b","items":[2]}'""", lines => lines == 1);
        await folder.UntilAsync("SELECT count(*) FROM messages", messages => messages == 0);
        Assert.Equal(0, folder.Number("SELECT count(*) FROM errors") + folder.Number("SELECT sum(rebounded) FROM counters"));
    }
}
