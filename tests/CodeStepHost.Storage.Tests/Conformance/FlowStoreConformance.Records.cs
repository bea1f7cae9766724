using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task Log_lines_are_kept_as_they_came_and_listed_newest_first()
    {
        var line = new StepLogLine(Scene.Map, "m", "run-m", "thread-m", scene.Now, StepLogLevel.Info, "first\nline with 'quotes' and ünïcode");
        await scene.Store.AppendLogsAsync([line, line with { MessageId = "n", Level = StepLogLevel.Warn, Text = "" }]);
        await scene.Store.AppendLogsAsync([line with { Address = Scene.Load, Run = "other", Text = "third" }]);

        Assert.Equal([line with { Address = Scene.Load, Run = "other", Text = "third" }, line with { MessageId = "n", Level = StepLogLevel.Warn, Text = "" }, line], await scene.Queries.LogsAsync(new LogFilter(), default));
        Assert.Equal(2, (await scene.Queries.LogsAsync(new LogFilter(Step: "map"), default)).Count);
        Assert.Equal(3, (await scene.Queries.LogsAsync(new LogFilter(Scene.Flow), default)).Count);
        Assert.Equal("third", Assert.Single(await scene.Queries.LogsAsync(new LogFilter(Run: "other"), default)).Text);
        Assert.Equal("n", Assert.Single(await scene.Queries.LogsAsync(new LogFilter(MessageId: "n"), default)).MessageId);
        Assert.Equal("n", Assert.Single(await scene.Queries.LogsAsync(new LogFilter(AtLeast: StepLogLevel.Warn), default)).MessageId);
        Assert.Equal("third", Assert.Single(await scene.Queries.LogsAsync(new LogFilter(Limit: 1), default)).Text);
    }

    public async Task Executions_are_listed_newest_first_by_flow_step_message_and_run()
    {
        await scene.AcknowledgeAsync(await scene.WorkAsync("a"), Scene.Message("b", Scene.Load));
        await scene.AcknowledgeAsync(await scene.ClaimOneAsync(Scene.Load));

        Assert.Equal(["b", "a"], await IdsAsync(new ExecutionFilter()));
        Assert.Equal(["a"], await IdsAsync(new ExecutionFilter(Step: "map")));
        Assert.Equal(["b"], await IdsAsync(new ExecutionFilter(Run: "run-b")));
        Assert.Equal(["b"], await IdsAsync(new ExecutionFilter(Scene.Flow, MessageId: "b")));
        Assert.Empty(await IdsAsync(new ExecutionFilter("invoices")));
        Assert.Equal(["b"], await IdsAsync(new ExecutionFilter(Limit: 1)));

        async Task<string[]> IdsAsync(ExecutionFilter filter) => [.. (await scene.Queries.ExecutionsAsync(filter, default)).Select(row => row.MessageId)];
    }

    public async Task Pruning_drops_what_is_older_than_the_retention_and_counts_it()
    {
        await FillAsync("old");
        scene.Now += TimeSpan.FromDays(10);
        await FillAsync("new");

        var pruned = await PruneAsync(Days(errors: 9, executions: 9, logs: 9, intakes: 9));

        Assert.Equal(new PruneResult(Errors: 1, Executions: 2, Logs: 1, Snapshots: 0, Intakes: 2), pruned);
        Assert.Equal(["new"], (await scene.ErrorsAsync(state: null)).Select(error => error.MessageId));
        Assert.Equal(["new done", "new"], (await scene.Queries.ExecutionsAsync(new ExecutionFilter(), default)).Select(row => row.MessageId));
        Assert.Equal("new", Assert.Single(await scene.Queries.LogsAsync(new LogFilter(), default)).Text);
        Assert.Equal(1, (await scene.Queries.FlowsAsync(default))[0].ErrorsDropped);
        Assert.Equal(0, await scene.SendAsync("new"));
        Assert.Equal(1, await scene.SendAsync("old"));
    }

    public async Task Pruning_keeps_the_newest_errors_of_each_flow()
    {
        await scene.ActivateAsync("invoices");
        foreach (var id in new[] { "a", "b", "c" })
            await scene.FailAsync(await scene.WorkAsync(id));

        Assert.Equal(1, (await PruneAsync(Retention.Default with { ErrorsPerFlow = 2 })).Errors);

        Assert.Equal(["c", "b"], (await scene.ErrorsAsync()).Select(error => error.MessageId));
        Assert.Equal([0, 1], (await scene.Queries.FlowsAsync(default)).Select(flow => flow.ErrorsDropped));
        Assert.Equal([(await scene.ErrorsAsync())[0].Id], (await scene.RetryAsync((await scene.ErrorsAsync())[0].Id)).Retried);
    }

    public async Task Pruning_keeps_so_many_former_snapshots_and_the_current_one()
    {
        foreach (var value in new[] { "1", "2", "3", "4" })
            await scene.WriteAsync(value);

        Assert.Equal(1, (await PruneAsync(Retention.Default with { SnapshotHistory = 2 })).Snapshots);

        Assert.Equal("4", Scene.Text((await scene.SnapshotAsync())?.Value));
        Assert.Equal([3, 2], (await scene.Queries.SnapshotHistoryAsync(Scene.Map, 10, default)).Select(row => row.Version));
    }

    public async Task Pruning_leaves_every_message_where_it_is()
    {
        await scene.SendAsync("running", "parked", "waiting");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        scene.Now += TimeSpan.FromDays(365);

        await PruneAsync(Days(errors: 1, executions: 1, logs: 1, intakes: 1));

        Assert.Equal(3, (await scene.MessagesAsync()).Count);
        await scene.AcknowledgeAsync(claimed[0]);
    }

    private async Task FillAsync(string id)
    {
        await scene.FailAsync(await scene.WorkAsync(id));
        await scene.AcknowledgeAsync(await scene.WorkAsync(id + " done"));
        await scene.Store.AppendLogsAsync([new StepLogLine(Scene.Map, id, "run", "thread", scene.Now, StepLogLevel.Info, id)]);
    }

    private Task<PruneResult> PruneAsync(Retention retention) => scene.Store.PruneAsync(retention, scene.Now, default);

    private static Retention Days(int errors, int executions, int logs, int intakes) =>
        new(TimeSpan.FromDays(errors), 1000, TimeSpan.FromDays(executions), TimeSpan.FromDays(logs), 50, TimeSpan.FromDays(intakes));
}
