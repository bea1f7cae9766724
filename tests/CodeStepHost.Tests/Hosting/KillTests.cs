using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CodeStepHost.Tests.Hosting;

/// <summary>A host that is killed with <c>kill -9</c> in mid-run: whatever the moment, nothing is lost and nothing is committed twice.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 50;
    private const int Records = 300;
    private const int Broken = Records / 10;

    private readonly FlowFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fifty_kills_at_random_moments_lose_nothing_and_commit_nothing_twice()
    {
        var seed = Environment.GetEnvironmentVariable("CODESTEP_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"CODESTEP_TEST_SEED={seed}");
        var random = new Random(seed);
        WriteFlow();

        int kills = 0, finishedRuns = 0, killsWithParked = 0, killsAfterWork = 0;
        var executions = 0L;
        while (kills < Kills)
        {
            // A run feeds its files and ends by itself; a service on the same data starts faster and goes on with what the run left.
            // It makes the data its own, so the run's mark is put back for the next run to go on with it.
            var serves = ExecutionsAndLeft() is (_, > 0) && kills % 3 != 0;
            var mark = Path.Combine(_folder.Data, "run.json");
            var marked = serves && File.Exists(mark) ? await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken) : null;
            await using var host = serves ? CodeStep.Start(_folder.Root, "serve", "--listen", "http://127.0.0.1:0") : CodeStep.Start(_folder.Root, "run", ".");
            var end = host.EndAsync();
            if (random.Next(4) != 0)
                await UntilWorkIsDoneAsync(end);
            if (await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(random.Next(700)), TimeProvider.System, TestContext.Current.CancellationToken)) == end)
            {
                AssertFinished(await end);
                finishedRuns++;
                continue;
            }

            await host.KillAsync();
            kills++;
            if (marked is not null)
                await File.WriteAllTextAsync(mark, marked, TestContext.Current.CancellationToken);
            var parked = AssertConsistent($"kill {kills}, seed {seed}");
            killsWithParked += parked > 0 ? 1 : 0;
            killsAfterWork += ExecutionsAndLeft().Executions != executions ? 1 : 0;
            executions = ExecutionsAndLeft().Executions;
            await AssertGoneAsync(host);
        }

        AssertFinished(await CodeStep.RunAsync(_folder.Root, "run", "."));
        TestContext.Current.TestOutputHelper!.WriteLine($"{finishedRuns + 1} runs came to their end; messages were parked at {killsWithParked} of {kills} kills, work had been done before {killsAfterWork}");
        Assert.True(killsWithParked > 5, $"Messages were parked at {killsWithParked} kills only: the test has lost its point.");
    }

    [Fact]
    public async Task A_script_in_an_endless_loop_does_not_outlive_its_host()
    {
        _folder
            .Write("loops/flow.yaml", "steps:\n  file: { uses: manual, config: { files: [record.json] }, to: loop }\n  loop: { uses: code, script: loop.js }\n")
            .Write("loops/record.json", "{}")
            .Write("loops/loop.js", "async function run() { this.logger.info('looping'); await wait(1); while (true); }");
        await using var host = CodeStep.Start(_folder.Root, "run", "loops", "--data", ".codestep");
        await host.LineAsync(_ => true);
        await _folder.UntilAsync("SELECT count(*) FROM log_lines WHERE text = 'looping'", count => count == 1);

        await host.KillAsync();
        await AssertGoneAsync(host);
    }

    private static async Task AssertGoneAsync(CodeStep host)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (host.Session() is { Count: > 0 } left)
        {
            Assert.False(limit.IsCancellationRequested, $"{left.Count} script processes outlived their host.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Waits until a host that was just started has done something, or for a while if there is nothing to do.</summary>
    private async Task UntilWorkIsDoneAsync(Task end)
    {
        var (before, _) = ExecutionsAndLeft();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(8), TimeProvider.System);
        while (!limit.IsCancellationRequested && !end.IsCompleted && ExecutionsAndLeft().Executions == before)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    /// <summary>How many executions were committed, and how many messages are left; nothing while the database is being made.</summary>
    private (long Executions, long Left) ExecutionsAndLeft()
    {
        try
        {
            return _folder.IsMade() ? (Number("SELECT count(*) FROM executions"), Number("SELECT count(*) FROM messages")) : (0, 0);
        }
        catch (SqliteException)
        {
            return (0, 0);
        }
    }

    private void WriteFlow() => _folder
        .Write("codestep.yaml", $$"""
            # The kills are not the messages' fault.
            sandbox: { processes: 2, spares: 0, quarantine: { hostLosses: 0 } }
            connections:
              sink: { engine: sqlite, connectionString: "Data Source=${data}/sink.db", schema: sink.sql }
            run:
              expect:
                errors: [{ flow: records, step: work, message: is broken, count: {{Broken}} }]
            """)
        .Write("sink.sql", "CREATE TABLE arrived (record INTEGER NOT NULL);")
        .Write("records/flow.yaml", """
            steps:
              file: { uses: manual, config: { files: [records.ndjson] }, to: work }
              work:
                uses: code
                script: work.js
                concurrency: 2
                rebound: { first: 300ms, factor: 1.1, limit: 500 }
                to: save
              save: { uses: database.insert, config: { connection: sink, table: arrived } }
            """)
        .WriteRecords("records/records.ndjson", Records)
        .Write("records/work.js", """
            async function run(msg) {
              const { record } = msg.body;
              await wait(10);
              if (record % 10 === 3) throw new Error(`record ${record} is broken`);
              if (Math.random() < 0.3) await this.emit('rebound', `record ${record} is not ready`);
              else await this.emit('data', { body: { record } });
            }
            """);

    /// <summary>What must hold at any moment.</summary>
    /// <returns>How many messages are parked.</returns>
    private long AssertConsistent(string when)
    {
        if (!_folder.IsMade())
            return 0;
        Assert.Equal("ok", _folder.Query("PRAGMA quick_check").Single());

        // Every record that was taken in is at one place: in a queue, failed in work, or done in save.
        const string Places = """
            (SELECT thread FROM messages WHERE state <> 3
             UNION ALL SELECT thread FROM executions WHERE outcome = 'failed'
             UNION ALL SELECT thread FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step = 'save' AND outcome = 'success')
            """;
        AssertNone($"SELECT thread, count(*) FROM {Places} GROUP BY thread HAVING count(*) <> 1", "threads at several places", when);
        Assert.True(Number("SELECT count(*) FROM intakes") == Number($"SELECT count(*) FROM {Places}"), $"A record is lost after {when}.");

        AssertNone("SELECT step, message_id, count(*) FROM executions WHERE outcome IN ('success', 'failed') GROUP BY step, message_id HAVING count(*) > 1", "messages committed twice", when);
        AssertNone("SELECT step, message_id, attempt FROM executions WHERE outcome <> 'returned' GROUP BY step, message_id, attempt HAVING count(*) > 1", "attempts committed twice", when);
        AssertNone("""
            SELECT id, rebounds FROM messages
            WHERE state <> 3 AND rebounds <> (SELECT count(*) FROM executions WHERE executions.message_id = messages.id AND executions.step = messages.step AND outcome = 'rebound')
            """, "messages whose rebounds are not those that were committed", when);
        AssertNone("SELECT id FROM messages WHERE rebounds > 0 AND (reason IS NULL OR parked_at IS NULL)", "rebounded messages without a reason", when);
        AssertNone("SELECT failures.id FROM failures LEFT JOIN executions ON executions.message_id = failures.message_id AND outcome = 'failed' WHERE executions.id IS NULL", "failures without their execution", when);
        AssertNone("""
            SELECT step, done, failed, rebounded FROM counters
            WHERE done <> (SELECT count(*) FROM executions WHERE executions.step = counters.step AND outcome = 'success')
               OR failed <> (SELECT count(*) FROM executions WHERE executions.step = counters.step AND outcome = 'failed')
               OR rebounded <> (SELECT count(*) FROM executions WHERE executions.step = counters.step AND outcome = 'rebound')
            """, "counts that differ from the executions", when);
        return Number($"SELECT count(*) FROM messages WHERE state = 0 AND due_at > {(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10}");
    }

    private void AssertFinished(Ended end)
    {
        end.Succeeded();
        AssertConsistent("the end");
        Assert.Equal(Records, Number("SELECT count(*) FROM intakes"));
        Assert.Equal(0, Number("SELECT count(*) FROM messages"));
        Assert.Equal(Broken, Number(FlowFolder.Executions("work", "failed")));
        Assert.Equal(Broken, Number("SELECT count(*) FROM errors"));
        Assert.Equal(Records - Broken, Number(FlowFolder.Executions("save")));

        // A kill between the insert and the host's commit makes the insert run again: at least once, never not at all.
        var arrived = FlowFolder.Query(Path.Combine(_folder.Data, "sink.db"), "SELECT DISTINCT record FROM arrived ORDER BY record");
        Assert.Equal(Enumerable.Range(1, Records).Where(record => record % 10 != 3).Select(record => $"{record}"), arrived);
    }

    private long Number(string sql) => _folder.Number(sql);

    private void AssertNone(string sql, string what, string when)
    {
        var rows = _folder.Query(sql);
        Assert.True(rows.Count == 0, $"After {when}, there are {what}: {string.Join(", ", rows.Take(5))}");
    }
}
