using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_retry_in_bulk_keeps_its_messages_and_how_far_it_is()
    {
        var errors = await FailedAsync(4);
        var order = new BulkRetryOrder("ada", "flow orders") { PerSecond = 0.5, Canary = 2, StopAt = 0.25, OldVersion = true, Edit = "$", EditSource = "--edit" };
        var id = await scene.Store.BeginBulkRetryAsync(order, [errors[0], errors[1], errors[2]], new Dictionary<long, string> { [errors[3]] = "flow is not active" }, scene.Lease(), scene.Now, default);
        Assert.Empty(await scene.QueueAsync());
        var begun = await scene.BulkRetryAsync(id);
        Assert.Equal((order, BulkRetryState.Running, BulkRetryStop.None, scene.Now, null, 0, 0, scene.Lease()), (begun.Order, begun.State, begun.Stop, begun.StartedAt, begun.StoppedAt, begun.From, begun.Next, begun.Lease));
        Assert.Equal((4, 3, 1), (begun.Messages, begun.Left, begun[BulkRetryFate.Refused]));

        var advance = await scene.AdvanceAsync(id, 0, 2);
        Assert.Equal([errors[0], errors[1]], advance!.Result.Retried);
        Assert.Equal(["m0", "m1"], await scene.QueueAsync());
        var second = await scene.BulkRetryAsync(await scene.BeginAsync(errors[2]));
        Assert.Equal(id + 1, second.Id);
        Assert.Equal([second.Id, id], (await scene.Queries.BulkRetriesAsync(new BulkRetryFilter(), scene.Now, default)).Select(row => row.Id));
        Assert.Equal(
            [new(errors[0], BulkRetryFate.AtWork, null), new(errors[1], BulkRetryFate.AtWork, null), new(errors[2], BulkRetryFate.Left, null), new(errors[3], BulkRetryFate.Refused, "flow is not active")],
            await scene.Queries.BulkRetryMessagesAsync(id, scene.Now, default));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.BeginAsync());
    }

    public async Task A_retry_in_bulk_tells_what_became_of_its_messages()
    {
        var errors = await FailedAsync(5);
        var id = await scene.BeginAsync(errors);
        await scene.RetryAsync(errors[4]);
        Assert.Equal("is not open", (await scene.AdvanceAsync(id, 0, 10))!.Result.Refused[errors[4]]);
        var claimed = await scene.ClaimAsync();
        await scene.AcknowledgeAsync(claimed[1]);
        await scene.FailAsync(claimed[2]);
        await scene.ReboundAsync(claimed[3], TimeSpan.FromMinutes(1));

        var row = await scene.BulkRetryAsync(id);
        Assert.Equal((1, 1, 1, 1, 1, 0), (row[BulkRetryFate.AtWork], row[BulkRetryFate.Done], row[BulkRetryFate.Failed], row[BulkRetryFate.Parked], row[BulkRetryFate.Refused], row.Left));
        Assert.Equal(5, row.Next);
    }

    public async Task A_retry_in_bulk_is_one_process_s_until_its_lease_runs_out()
    {
        var errors = await FailedAsync(2);
        var id = await scene.BeginAsync(errors);
        Assert.Null(await scene.AdvanceAsync(id, 0, 1, "host"));
        Assert.False(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: true, scene.Now, default));
        Assert.False(await scene.Store.EndBulkRetryAsync(id, "host", BulkRetryStop.None, scene.Now, default));
        Assert.Empty(await scene.QueueAsync());

        scene.Now += TimeSpan.FromSeconds(20);
        Assert.NotNull(await scene.AdvanceAsync(id, 0, 0));
        scene.Now += TimeSpan.FromSeconds(20);
        Assert.False((await scene.BulkRetryAsync(id)).IsAbandoned(scene.Now));
        Assert.False(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: false, scene.Now, default));

        scene.Now += TimeSpan.FromSeconds(10);
        Assert.True((await scene.BulkRetryAsync(id)).IsAbandoned(scene.Now));
        Assert.True(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: false, scene.Now, default));
        Assert.Null(await scene.AdvanceAsync(id, 0, 1));
        Assert.NotNull(await scene.AdvanceAsync(id, 0, 1, "host"));
        Assert.Equal(["m0"], await scene.QueueAsync());
        Assert.False(await scene.Store.TakeBulkRetryAsync(4711, scene.Lease("host"), resume: true, scene.Now, default));
    }

    public async Task A_turn_that_was_taken_is_not_taken_again()
    {
        var errors = await FailedAsync(3);
        var id = await scene.BeginAsync(errors);
        Assert.NotNull(await scene.AdvanceAsync(id, 0, 1));
        Assert.Null(await scene.AdvanceAsync(id, 0, 1));
        Assert.Equal(["m0"], await scene.QueueAsync());
        Assert.Equal(1, (await scene.BulkRetryAsync(id)).Next);
    }

    public async Task A_retry_in_bulk_that_is_stopped_leaves_the_rest_open_until_it_is_resumed()
    {
        var errors = await FailedAsync(3);
        var id = await scene.BeginAsync(errors);
        await scene.AdvanceAsync(id, 0, 1);
        scene.Now += TimeSpan.FromSeconds(1);
        Assert.True(await scene.Store.EndBulkRetryAsync(id, driver: null, BulkRetryStop.Interrupted, scene.Now, default));
        Assert.False(await scene.Store.EndBulkRetryAsync(id, driver: null, BulkRetryStop.Failures, scene.Now, default));

        Assert.Null(await scene.AdvanceAsync(id, 1, 1));
        Assert.False(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: false, scene.Now.AddHours(1), default));
        Assert.Equal(2, (await scene.ErrorsAsync()).Count);
        var stopped = await scene.BulkRetryAsync(id);
        Assert.Equal((BulkRetryState.Stopped, BulkRetryStop.Interrupted, scene.Now, 2), (stopped.State, stopped.Stop, stopped.StoppedAt, stopped.Left));

        Assert.True(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: true, scene.Now, default));
        var resumed = await scene.BulkRetryAsync(id);
        Assert.Equal((BulkRetryState.Running, BulkRetryStop.None, null, 1, 1, scene.Lease("host")), (resumed.State, resumed.Stop, resumed.StoppedAt, resumed.From, resumed.Next, resumed.Lease));
        await scene.AdvanceAsync(id, 1, 2, "host");
        Assert.True(await scene.Store.EndBulkRetryAsync(id, "host", BulkRetryStop.None, scene.Now, default));
        Assert.Equal(BulkRetryState.Ended, (await scene.BulkRetryAsync(id)).State);
        Assert.False(await scene.Store.TakeBulkRetryAsync(id, scene.Lease("host"), resume: true, scene.Now, default));
        Assert.Equal(["m0", "m1", "m2"], await scene.QueueAsync());
    }

    public async Task A_retry_in_bulk_waits_before_a_message_whose_flow_is_not_active()
    {
        var errors = await FailedAsync(3);
        var id = await scene.BeginAsync(errors);
        await scene.AdvanceAsync(id, 0, 1);
        await scene.StateAsync(FlowState.Stopped);
        var advance = await scene.AdvanceAsync(id, 1, 2);

        Assert.True(advance!.IsFlowInactive);
        Assert.Empty(advance.Result.Refused);
        var row = await scene.BulkRetryAsync(id);
        Assert.Equal((1, 2, 0), (row.Next, row.Left, row[BulkRetryFate.Refused]));
    }

    public async Task A_retry_in_bulk_takes_edited_messages_and_leaves_those_that_cannot_be()
    {
        var errors = await FailedAsync(3);
        var id = await scene.BeginAsync(errors);
        var advance = await scene.Store.AdvanceBulkRetryAsync(id, scene.Lease(), 0, [new BulkRetryTurn(Scene.Bytes("""{"body":"mended"}""")), new BulkRetryTurn(Problem: "the edit fails"), new BulkRetryTurn(Scene.Bytes("not json"))], scene.Now, default);

        Assert.Equal([errors[0]], advance!.Result.Retried);
        Assert.Equal(("the edit fails", "the edited message is not a JSON object"), (advance.Result.Refused[errors[1]], advance.Result.Refused[errors[2]]));
        Assert.Equal("""{"body":"mended","headers":{"retry":true}}""", Scene.Text((await scene.MessageAsync()).Message.Content));
        Assert.Equal([null, "the edit fails", "the edited message is not a JSON object"], (await scene.Queries.BulkRetryMessagesAsync(id, scene.Now, default)).Select(message => message.Reason));
        Assert.Equal(2, (await scene.ErrorsAsync()).Count);
    }

    public async Task What_became_of_a_retry_in_bulk_outlives_the_errors_and_goes_when_it_is_old_itself()
    {
        var errors = await FailedAsync(2);
        var id = await scene.BeginAsync(errors);
        await scene.AdvanceAsync(id, 0, 2);
        foreach (var claimed in await scene.ClaimAsync())
            await scene.FailAsync(claimed);
        await scene.Store.EndBulkRetryAsync(id, "ada", BulkRetryStop.None, scene.Now, default);
        await scene.Store.PruneAsync(Retention.Default with { ErrorsPerFlow = 1 }, scene.Now, default);
        Assert.Equal(2, (await scene.BulkRetryAsync(id))[BulkRetryFate.Failed]);

        scene.Now += Retention.Default.Errors + TimeSpan.FromHours(1);
        await scene.Store.PruneAsync(Retention.Default, scene.Now, default);
        Assert.Empty(await scene.Queries.BulkRetriesAsync(new BulkRetryFilter(), scene.Now, default));
        Assert.Empty(await scene.Queries.BulkRetryMessagesAsync(id, scene.Now, default));
    }

    /// <summary>Messages <c>m0</c>, <c>m1</c> … that have failed.</summary>
    /// <returns>Their errors.</returns>
    private async Task<long[]> FailedAsync(int count)
    {
        await scene.SendAsync([.. Enumerable.Range(0, count).Select(number => $"m{number}")]);
        var errors = new List<long>();
        foreach (var claimed in await scene.ClaimAsync())
            errors.Add((await scene.FailAsync(claimed)).Id);
        return [.. errors];
    }
}
