using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_message_taken_in_waits_in_its_step_with_all_that_it_carries()
    {
        var message = Scene.Message("m") with { FlowVersion = 3, Parent = "p", ReplyTo = "caller", HandlesError = 7 };

        Assert.Equal(1, await scene.Store.EnqueueAsync([new Intake("m", Scene.Trigger, [message])], scene.Now, default));

        var row = await scene.MessageAsync();
        Assert.Equal(Scene.Text(message.Content), Scene.Text(row.Message.Content));
        Assert.Equal(message with { Content = default }, row.Message with { Content = default });
        Assert.Equal((MessageState.Waiting, 0, 0, scene.Now, scene.Now), (row.State, row.Attempt, row.Rebounds, row.EnqueuedAt, row.DueAt));
    }

    public async Task The_same_id_taken_in_twice_is_one_message()
    {
        Assert.Equal(1, await scene.SendAsync("m"));
        Assert.Equal(0, await scene.SendAsync("m"));

        Assert.Equal(["m"], await scene.QueueAsync());
    }

    public async Task The_same_id_twice_in_one_call_is_one_message()
    {
        Assert.Equal(2, await scene.SendAsync("m", "m", "n"));

        Assert.Equal(["m", "n"], await scene.QueueAsync());
    }

    public async Task An_id_is_remembered_when_its_message_is_long_done()
    {
        await scene.AcknowledgeAsync(await scene.WorkAsync());

        Assert.Equal(0, await scene.SendAsync("m"));
        Assert.Empty(await scene.QueueAsync());
    }

    public async Task The_same_id_in_another_flow_is_another_message()
    {
        await scene.SendAsync("m");

        Assert.Equal(1, await scene.SendToAsync(new StepAddress("invoices", "map"), "m"));
    }

    public async Task A_message_for_several_steps_waits_in_each_of_them()
    {
        await scene.Store.EnqueueAsync([new Intake("m", Scene.Trigger, [Scene.Message("m"), Scene.Message("m", Scene.Load)])], scene.Now, default);

        Assert.Equal(["m"], await scene.QueueAsync());
        Assert.Equal(["m"], await scene.QueueAsync(Scene.Load));
    }

    public async Task Messages_taken_in_while_a_flow_is_stopped_wait_for_its_start()
    {
        await scene.StateAsync(FlowState.Stopped);
        await scene.SendAsync("m");
        Assert.Empty(await scene.ClaimAsync());

        await scene.StateAsync(FlowState.Active);
        Assert.Single(await scene.ClaimAsync());
    }

    public async Task Messages_of_one_call_keep_their_order()
    {
        var ids = Enumerable.Range(0, 50).Select(number => $"m{50 - number}").ToArray();
        await scene.SendAsync(ids);

        Assert.Equal(ids, (await scene.ClaimAsync()).Select(claimed => claimed.Message.Id));
    }

    public async Task A_cancelled_intake_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            scene.Store.EnqueueAsync([new Intake("m", Scene.Trigger, [Scene.Message("m")])], scene.Now, new CancellationToken(canceled: true)));

        Assert.Empty(await scene.QueueAsync());
    }
}
