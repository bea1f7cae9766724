namespace CodeStepHost.Tests.Hosting;

/// <summary>Ctrl-C during <c>codestep run</c>: the terminal sends it to the host and to its script processes alike.</summary>
public sealed class InterruptTests : IDisposable
{
    private const int Records = 40;

    private readonly FlowFolder _folder = new();

    public InterruptTests() => _folder
        .Write("codestep.yaml", "sandbox: { processes: 2, spares: 0 }\n")
        .Write("records/flow.yaml", """
            steps:
              file: { uses: manual, config: { files: [records.ndjson] }, to: work }
              work: { uses: code, script: work.js, concurrency: 2, to: last }
              last: { uses: code, script: last.js }
            """)
        .WriteRecords("records/records.ndjson", Records)
        .Write("records/last.js", "function run(msg) { this.logger.info('got %s', msg.body.record); }");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_at_work_is_finished_and_the_next_start_goes_on()
    {
        _folder.Write("records/work.js", "async function run(msg) { await wait(150); await this.emit('data', { body: msg.body }); }");
        await using (var host = CodeStep.Start(_folder.Root, "run", "."))
        {
            await host.LineAsync(_ => true);
            await _folder.UntilAsync(FlowFolder.Executions("work"), done => done > 0);
            await host.SignalGroupAsync("INT");
            var stopped = await host.EndAsync();

            Assert.Equal(1, stopped.Code);
            Assert.Equal("", stopped.Error);
            var waiting = _folder.Number("SELECT count(*) FROM messages");
            Assert.InRange(waiting, 1, Records);
            Assert.InRange(_folder.Number(FlowFolder.Executions("work")), 1, Records - 1);
            Assert.Contains($"Stopped: {waiting} messages wait and 0 are parked. Nothing is lost; the same command goes on from here.", stopped.Out, StringComparison.Ordinal);
            Assert.Equal(0, _folder.Number("SELECT count(*) FROM messages WHERE state <> 0 OR attempt <> 0"));
            Assert.Equal(0, _folder.Number("SELECT count(*) FROM executions WHERE outcome <> 'success'"));
        }

        var second = await CodeStep.RunAsync(_folder.Root, "run", ".");
        second.Succeeded();
        Assert.StartsWith("Going on with the run that was stopped.", second.Out, StringComparison.Ordinal);
        Assert.Equal(Records, _folder.Number(FlowFolder.Executions("work")));
        Assert.Equal(Records, _folder.Number("SELECT count(DISTINCT text) FROM log_lines WHERE text LIKE 'got %'"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM executions WHERE outcome <> 'success' OR attempt <> 1"));
    }

    [Fact]
    public async Task A_second_ctrl_c_gives_back_what_is_at_work()
    {
        _folder.Write("records/work.js", "async function run(msg) { this.logger.info('begun'); await wait(30000); }");
        await using var host = CodeStep.Start(_folder.Root, "run", ".");
        await host.LineAsync(_ => true);
        await _folder.UntilAsync("SELECT count(*) FROM messages", sent => sent == Records);
        await _folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text = 'begun'", begun => begun >= 1);
        await host.SignalGroupAsync("INT");
        await host.LineAsync(line => line.StartsWith("Stopping when ", StringComparison.Ordinal) && line.Contains("Ctrl-C again", StringComparison.Ordinal));
        Assert.False(host.HasEnded);
        await host.SignalGroupAsync("INT");
        var stopped = await host.EndAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, stopped.Code);
        Assert.Contains($"Stopped: {Records} messages wait", stopped.Out, StringComparison.Ordinal);
        Assert.Equal(Records, _folder.Number("SELECT count(*) FROM messages WHERE state = 0 AND attempt = 0"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM errors"));
    }
}
