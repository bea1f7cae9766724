namespace CodeStepHost.Tests.Hosting;

/// <summary>SIGTERM to <c>codestep serve</c>: systemd sends it to the host and to its script processes alike.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly FlowFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_at_work_is_finished_and_committed()
    {
        await DeployAsync("slow: { uses: webhook, to: work }\n  work: { uses: code, script: script.js, to: after }\n  after: { uses: code, script: after.js }", 800);
        await using var served = await Served.StartAsync(_folder);
        await BeginAsync(served);
        await served.Host.SignalGroupAsync("TERM");
        var end = await served.Host.EndAsync(TimeSpan.FromSeconds(20));

        end.Succeeded();
        Assert.Equal(["1"], _folder.Query("SELECT attempt FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = 'work' AND outcome = 'success'"));
        Assert.Equal(1, _folder.Number($"SELECT (SELECT count(*) FROM messages WHERE state = 0 AND attempt = 0) + ({FlowFolder.Executions("after")})"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM errors"));
    }

    [Fact]
    public async Task A_message_longer_than_the_drain_is_given_back_uncounted_and_runs_at_the_next_start()
    {
        await DeployAsync("slow: { uses: webhook, to: work }\n  work: { uses: code, script: script.js }", 2500);
        await using (var served = await Served.StartAsync(_folder, "--drain", "300ms"))
        {
            await BeginAsync(served);
            await served.Host.SignalGroupAsync("TERM");
            (await served.Host.EndAsync(TimeSpan.FromSeconds(20))).Succeeded();
        }

        Assert.Equal(["0|0"], _folder.Query("SELECT state, attempt FROM messages"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM executions WHERE outcome <> 'returned'"));

        await using var again = await Served.StartAsync(_folder);
        await _folder.UntilAsync(FlowFolder.Executions("work"), done => done == 1);
        Assert.Equal(["1"], _folder.Query("SELECT attempt FROM executions WHERE outcome = 'success'"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM errors"));
    }

    [Fact]
    public async Task A_waiting_caller_still_gets_its_reply()
    {
        await DeployAsync("slow: { uses: webhook, config: { reply: wait }, to: work }\n  work: { uses: code, script: script.js }", 800);
        await using var served = await Served.StartAsync(_folder);
        var call = served.PostAsync("/hooks/drained", "{}");
        await BegunAsync();
        await served.Host.SignalGroupAsync("TERM");

        Assert.Equal((200, "done"), ((await call).Status, (await call).Body));
        (await served.Host.EndAsync(TimeSpan.FromSeconds(20))).Succeeded();
    }

    [Fact]
    public async Task A_caller_whose_reply_never_comes_does_not_hold_the_drain_up()
    {
        await DeployAsync("slow: { uses: webhook, config: { reply: wait }, to: work }\n  work: { uses: code, script: script.js }", 20_000);
        await using var served = await Served.StartAsync(_folder, "--drain", "500ms");
        var call = served.PostAsync("/hooks/drained", "{}");
        await BegunAsync();
        await served.Host.SignalGroupAsync("TERM");
        var answer = await call;
        (await served.Host.EndAsync(TimeSpan.FromSeconds(20))).Succeeded();

        Assert.Equal(503, answer.Status);
        Assert.Contains("the host stops before its reply", answer.Body, StringComparison.Ordinal);
        Assert.Equal(["0|0"], _folder.Query("SELECT state, attempt FROM messages"));
    }

    private async Task DeployAsync(string steps, int wait)
    {
        _folder
            .Write("drained/flow.yaml", $"steps:\n  {steps}\n")
            .Write("drained/after.js", "function run() {}")
            .Write("drained/script.js", $$"""
                async function run(msg) {
                  this.logger.info('begun');
                  await wait({{wait}});
                  await this.emit('data', { body: {} });
                  if ({{(steps.Contains("reply: wait", StringComparison.Ordinal) ? "true" : "false")}}) await this.emit('httpReply', { body: 'done' });
                }
                """);
        (await CodeStep.RunAsync(_folder.Root, "deploy", "drained", "--start", "--data", ".codestep")).Succeeded();
    }

    private async Task BeginAsync(Served served)
    {
        Assert.Equal(202, (await served.PostAsync("/hooks/drained", "{}")).Status);
        await BegunAsync();
    }

    private Task BegunAsync() => _folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text = 'begun'", begun => begun == 1);
}
