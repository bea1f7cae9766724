namespace CodeStepHost.Tests.Hosting;

/// <summary>A retry of many messages whose command is killed in the middle of it.</summary>
public sealed class RetryKillTests
{
    private const int Messages = 60;

    [Fact]
    public async Task Serve_goes_on_with_a_retry_whose_command_was_killed_and_each_message_is_retried_once()
    {
        using var folder = new FlowFolder()
            .Write("orders/flow.yaml", "steps:\n  hook: { uses: webhook, to: map }\n  map: { uses: code, script: map.js }\n")
            .Write("orders/map.js", "function run(msg) { if (!msg.headers.retry) throw new Error(`order ${msg.body.n}: not yet`); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        await using var served = await Served.StartAsync(folder);
        foreach (var n in Enumerable.Range(1, Messages))
            Assert.Equal(202, (await served.PostAsync("/hooks/orders", $$"""{"n":{{n}}}""")).Status);
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == Messages);

        await using (var command = CodeStep.Start(folder.Root, "errors", "retry", "--all", "--flow", "orders", "--yes", "--rate", "5"))
        {
            await folder.UntilAsync("SELECT count(*) FROM errors WHERE state = 1", retried => retried >= 3);
            await command.KillAsync();
        }

        var left = folder.Number("SELECT count(*) FROM errors WHERE state = 0");
        Assert.InRange(left, 1, Messages - 3);
        Assert.Contains($"{Messages - left} of {Messages}", (await CodeStep.RunAsync(folder.Root, "retries", "list")).Out, StringComparison.Ordinal);

        await served.Host.LineAsync(line => line.Contains($"{left} of {Messages} messages are left", StringComparison.Ordinal));
        await folder.UntilAsync(FlowFolder.Executions("map"), done => done == Messages, TimeSpan.FromSeconds(90));
        await served.Host.LineAsync(line => line.Contains("Retry 1 is at its end", StringComparison.Ordinal));
        Assert.Equal(Messages, folder.Number("SELECT count(*) FROM errors WHERE state = 1"));
        Assert.Equal(["failed|1", "success|1"], folder.Query("SELECT DISTINCT outcome, count(*) FROM executions GROUP BY message_id, outcome ORDER BY outcome"));
        Assert.Contains($"retry 1  ended  retried {Messages} of {Messages}: {Messages} done", (await CodeStep.RunAsync(folder.Root, "retries", "show", "1")).Out, StringComparison.Ordinal);
    }
}
