using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_rebounded_message_is_parked_with_its_reason_until_it_comes_due()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(1), "stock service is down");

        var row = await scene.MessageAsync();
        Assert.Equal((MessageState.Parked, 1, 1, "stock service is down", scene.Now, scene.Now.AddMinutes(1)), (row.State, row.Rebounds, row.Attempt, row.Reason, row.ParkedAt, row.DueAt));
        scene.Now += TimeSpan.FromSeconds(59);
        Assert.Empty(await scene.ClaimAsync());
        scene.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(MessageState.Waiting, (await scene.MessageAsync()).State);
        var again = await scene.ClaimOneAsync();
        Assert.Equal((2, 1), (again.Attempt, again.Rebounds));
    }

    public async Task A_message_for_later_waits_until_then_and_is_no_rebound()
    {
        var claimed = await scene.WorkAsync();
        await scene.AcknowledgeAsync(claimed, Scene.Message("later") with { NotBefore = scene.Now.AddMinutes(5) }, Scene.Message("past") with { NotBefore = scene.Now.AddMinutes(-5) });

        var row = (await scene.Queries.MessagesAsync(new MessageFilter(State: MessageState.Gathering) { Now = scene.Now }, default)).Single();
        Assert.Equal(("later", MessageState.Gathering, 0, scene.Now.AddMinutes(5)), (row.Message.Id, row.State, row.Rebounds, row.DueAt));
        Assert.Empty(await scene.Queries.MessagesAsync(new MessageFilter(State: MessageState.Parked) { Now = scene.Now }, default));
        var counts = await scene.CountsAsync();
        Assert.Equal((1, 1, 0, null), (counts.Waiting, counts.Gathering, counts.Parked, counts.NextDue));
        foreach (var action in (ReboundAction[])[ReboundAction.Hold, ReboundAction.Cancel])
            Assert.Equal(0, await scene.Store.SteerReboundsAsync([row.Key], action, scene.Now, default));
        Assert.Equal(0, await scene.Store.ExtendReboundsAsync([row.Key], new ReboundExtension(1, TimeSpan.FromMinutes(1)), scene.Now, default));
        var now = await scene.ClaimResultAsync();
        Assert.Equal(("past", scene.Now.AddMinutes(5)), (Assert.Single(now.Messages).Message.Id, now.NextDue));
        await scene.AcknowledgeAsync(now.Messages[0]);
        scene.Now += TimeSpan.FromMinutes(5);
        var later = await scene.ClaimOneAsync();
        Assert.Equal((1, 0), (later.Attempt, later.Rebounds));

        await scene.AcknowledgeAsync(later, Scene.Message("early") with { NotBefore = scene.Now.AddMinutes(5) });
        row = (await scene.Queries.MessagesAsync(new MessageFilter(Id: "early") { Now = scene.Now }, default)).Single();
        Assert.Equal(1, await scene.Store.SteerReboundsAsync([row.Key], ReboundAction.Release, scene.Now, default));
        Assert.Equal("early", (await scene.ClaimOneAsync()).Message.Id);
    }

    public async Task A_rebound_touches_no_other_step()
    {
        var first = await scene.WorkAsync();
        await scene.AcknowledgeAsync(first, Scene.Message("x", Scene.Load));
        await scene.ReboundAsync(await scene.ClaimOneAsync(Scene.Load), TimeSpan.FromMinutes(1));

        Assert.Empty(await scene.QueueAsync());
        Assert.Equal(["x"], await scene.QueueAsync(Scene.Load));
    }

    public async Task What_a_rebounded_message_emitted_is_kept()
    {
        var claimed = await scene.WorkAsync();
        var rebound = new Disposition.ReboundAt(scene.Now.AddMinutes(1), 1, "busy");
        await scene.Store.CommitAsync(scene.Commit(claimed, rebound, Scene.Message("x", Scene.Load)));

        Assert.Equal(["x"], await scene.QueueAsync(Scene.Load));
    }

    public async Task Parked_messages_block_neither_others_nor_each_other()
    {
        await scene.SendAsync("eight", "one", "free");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[0], TimeSpan.FromMinutes(8));
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        Assert.Equal(["free"], (await scene.ClaimAsync()).Select(message => message.Message.Id));

        scene.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(["one"], (await scene.ClaimAsync()).Select(message => message.Message.Id));
        scene.Now += TimeSpan.FromMinutes(7);
        Assert.Equal(["eight"], (await scene.ClaimAsync()).Select(message => message.Message.Id));
    }

    public async Task A_rebounded_message_goes_behind_those_already_waiting()
    {
        await scene.SendAsync("rebounded", "waiting");
        await scene.ReboundAsync(Assert.Single(await scene.ClaimAsync(1)), TimeSpan.FromMinutes(1));
        scene.Now += TimeSpan.FromMinutes(2);

        Assert.Equal(["waiting", "rebounded"], (await scene.ClaimAsync()).Select(message => message.Message.Id));
    }

    public async Task A_parked_message_of_a_stopped_flow_runs_once_the_flow_starts()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(1));
        await scene.StateAsync(FlowState.Stopped);
        scene.Now += TimeSpan.FromMinutes(5);
        var stopped = await scene.ClaimResultAsync();
        Assert.Empty(stopped.Messages);
        Assert.Null(stopped.NextDue);

        await scene.StateAsync(FlowState.Active);
        Assert.Equal(1, (await scene.ClaimOneAsync()).Rebounds);
    }

    public async Task A_released_message_runs_now_and_keeps_its_count()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(8));

        Assert.Equal(1, await scene.SteerAsync(ReboundAction.Release, (await scene.MessageAsync()).Key));
        Assert.Equal(1, (await scene.ClaimOneAsync()).Rebounds);
    }

    public async Task A_held_message_stays_until_it_is_released()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(1));
        var key = (await scene.MessageAsync()).Key;
        Assert.Equal(1, await scene.SteerAsync(ReboundAction.Hold, key));
        Assert.Equal(0, await scene.SteerAsync(ReboundAction.Hold, key));

        scene.Now += TimeSpan.FromDays(2);
        var claim = await scene.ClaimResultAsync();
        Assert.Empty(claim.Messages);
        Assert.Null(claim.NextDue);
        Assert.Equal(MessageState.Held, (await scene.MessageAsync()).State);
        Assert.Equal((1, 0), ((await scene.CountsAsync()).Held, (await scene.CountsAsync()).Parked));

        Assert.Equal(1, await scene.SteerAsync(ReboundAction.Release, key));
        Assert.Equal(["m"], (await scene.ClaimAsync()).Select(message => message.Message.Id));
    }

    public async Task A_cancelled_message_becomes_an_error_with_its_last_reason()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(1), "stock service is down");

        Assert.Equal(1, await scene.SteerAsync(ReboundAction.Cancel, (await scene.MessageAsync()).Key));

        Assert.Empty(await scene.QueueAsync());
        var error = Assert.Single(await scene.ErrorsAsync());
        Assert.Equal(("Error", "Rebound cancelled", ErrorCodes.ReboundCancelled, "stock service is down"), (error.Error.Name, error.Error.Message, error.Error.Code, error.Error.Cause?.Message));
        Assert.Equal(("m", 1, Scene.Text(Scene.Message("m").Content)), (error.MessageId, error.Attempt, Scene.Text(error.Content)));
        Assert.Equal([error.Id], (await scene.RetryAsync(error.Id)).Retried);
        Assert.Equal(0, (await scene.ClaimOneAsync()).Rebounds);
    }

    public async Task A_parked_message_is_granted_more_rebounds_and_a_later_moment()
    {
        await scene.ReboundAsync(await scene.WorkAsync(), TimeSpan.FromMinutes(1));
        var key = (await scene.MessageAsync()).Key;
        Assert.Equal(1, await scene.ExtendAsync(5, TimeSpan.Zero, key, 4711));
        Assert.Equal(1, await scene.ExtendAsync(2, TimeSpan.FromHours(2), key));
        Assert.Equal((7, scene.Now.AddMinutes(121)), ((await scene.MessageAsync()).Granted, (await scene.MessageAsync()).DueAt));

        await scene.SteerAsync(ReboundAction.Hold, key);
        Assert.Equal(1, await scene.ExtendAsync(1, TimeSpan.Zero, key));
        await scene.SteerAsync(ReboundAction.Release, key);
        var again = await scene.ClaimOneAsync();
        Assert.Equal(8, again.Granted);
        Assert.Equal(0, await scene.ExtendAsync(1, TimeSpan.Zero, key));
        await scene.ReboundAsync(again, TimeSpan.FromMinutes(1));
        Assert.Equal(8, (await scene.MessageAsync()).Granted);

        await scene.SteerAsync(ReboundAction.Cancel, key);
        await scene.RetryAsync(Assert.Single(await scene.ErrorsAsync()).Id);
        Assert.Equal(0, (await scene.ClaimOneAsync()).Granted);
    }

    public async Task Messages_that_are_not_parked_are_left_alone()
    {
        await scene.SendAsync("running", "waiting", "parked");
        var claimed = await scene.ClaimAsync(1);
        var keys = (await scene.MessagesAsync()).Select(row => row.Key).ToArray();

        foreach (var action in Enum.GetValues<ReboundAction>())
            Assert.Equal(0, await scene.SteerAsync(action, [.. keys, 4711]));

        Assert.Equal(["running", "waiting", "parked"], await scene.QueueAsync());
        await scene.AcknowledgeAsync(claimed[0]);
    }
}
