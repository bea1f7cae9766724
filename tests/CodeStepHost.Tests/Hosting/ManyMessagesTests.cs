namespace CodeStepHost.Tests.Hosting;

/// <summary>One execution may emit far more than fits into memory at once.</summary>
public sealed class ManyMessagesTests : IDisposable
{
    private const int Emitted = 100_000;
    private const long MostMemory = 500L << 20;

    private readonly FlowFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_script_that_emits_a_hundred_thousand_messages_has_them_all_arrive()
    {
        _folder
            .Write("codestep.yaml", "data: .codestep\n")
            .Write("many/flow.yaml", """
                steps:
                  file: { uses: manual, config: { files: [record.json] }, to: burst }
                  burst: { uses: code, script: burst.js, limits: { memory: 128MiB }, to: sink }
                  sink: { uses: code, script: sink.js, concurrency: 2 }
                """)
            .Write("many/record.json", "{}")
            .Write("many/burst.js", $$"""
                async function run() {
                  const text = 'x'.repeat(1000);
                  for (let i = 0; i < {{Emitted}}; i++) await this.emit('data', { body: { i, text } });
                }
                """)
            .Write("many/sink.js", "function run(msg) { if (msg.body.text.length !== 1000) throw new Error('cut'); }");

        await using var host = CodeStep.Start(_folder.Root, "run", ".");
        var end = host.EndAsync();
        var peak = 0L;
        while (await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken)) != end)
            peak = Math.Max(peak, host.PeakMemory());

        (await end).Succeeded();
        TestContext.Current.TestOutputHelper!.WriteLine($"The host held {peak >> 20} MiB at most.");
        Assert.InRange(peak, 1, MostMemory);
        Assert.Equal([$"1|{Emitted}"], _folder.Query("SELECT count(*), sum(emitted) FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = 'burst'"));
        Assert.Equal([$"{Emitted}|{Emitted}"], _folder.Query("SELECT count(*), count(DISTINCT message_id) FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = 'sink' AND outcome = 'success'"));
        Assert.Equal(0, _folder.Number("SELECT count(*) FROM messages"));
    }
}
