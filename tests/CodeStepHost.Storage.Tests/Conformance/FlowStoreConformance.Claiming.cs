using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_claim_takes_the_oldest_messages_of_its_step_and_no_more_than_asked_for()
    {
        await scene.SendAsync("a", "b", "c");
        await scene.SendToAsync(Scene.Load, "other");

        Assert.Equal(["a", "b"], (await scene.ClaimAsync(2)).Select(claimed => claimed.Message.Id));
        Assert.Equal(["c"], (await scene.ClaimAsync(2)).Select(claimed => claimed.Message.Id));
        Assert.Equal(["other"], await scene.QueueAsync(Scene.Load));
    }

    public async Task A_claim_carries_the_message_unchanged_and_counts_the_attempt()
    {
        await scene.SendAsync("m");
        var sent = scene.Now;
        scene.Now += TimeSpan.FromSeconds(5);

        var claimed = await scene.ClaimOneAsync();

        Assert.Equal(Scene.Text(Scene.Message("m").Content), Scene.Text(claimed.Message.Content));
        Assert.Equal(Scene.Message("m") with { Content = default }, claimed.Message with { Content = default });
        Assert.Equal((1, 0, sent), (claimed.Attempt, claimed.Rebounds, claimed.EnqueuedAt));
        var row = await scene.MessageAsync();
        Assert.Equal((MessageState.Running, 1, claimed.Token.Key), (row.State, row.Attempt, row.Key));
    }

    public async Task A_leased_message_is_not_claimed_again()
    {
        await scene.WorkAsync();

        Assert.Empty(await scene.ClaimAsync(owner: "host-b"));
    }

    public async Task Only_an_active_flow_hands_out_messages()
    {
        await scene.SendAsync("m");
        foreach (var state in new[] { FlowState.Draft, FlowState.Stopped, FlowState.Suspended })
        {
            await scene.StateAsync(state);
            Assert.Empty((await scene.ClaimResultAsync()).Messages);
        }

        await scene.StateAsync(FlowState.Active);
        Assert.Single(await scene.ClaimAsync());
    }

    public async Task A_claim_of_a_flow_or_step_that_does_not_exist_is_empty()
    {
        var result = await scene.ClaimResultAsync(from: new StepAddress("nowhere", "map"));
        Assert.Empty(result.Messages);
        Assert.Null(result.NextDue);
        Assert.Empty(await scene.ClaimAsync(from: new StepAddress(Scene.Flow, "nowhere")));
    }

    public async Task A_claim_that_finds_too_few_says_when_the_next_comes_due()
    {
        await scene.SendAsync("a", "b");
        var claimed = await scene.ClaimAsync();
        await scene.ReboundAsync(claimed[0], TimeSpan.FromMinutes(8));
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        await scene.SendAsync("c");

        Assert.Null((await scene.ClaimResultAsync(1)).NextDue);
        Assert.Equal(scene.Now.AddMinutes(1), (await scene.ClaimResultAsync(1)).NextDue);
    }

    public async Task A_renewed_lease_outlives_its_first_end()
    {
        var claimed = await scene.WorkAsync();
        Assert.Empty(await scene.Store.RenewAsync([claimed.Token], scene.Now.AddMinutes(2), default));

        scene.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(0, await scene.Store.RescueAsync(scene.Now, default));
        await scene.AcknowledgeAsync(claimed);
    }

    public async Task Renewing_names_the_leases_that_were_lost()
    {
        await scene.SendAsync("a", "b", "c");
        var claimed = await scene.ClaimAsync();
        await scene.AcknowledgeAsync(claimed[0]);
        var old = claimed[1].Token with { Generation = claimed[1].Token.Generation - 1 };

        var lost = await scene.Store.RenewAsync([claimed[0].Token, old, claimed[2].Token], scene.Now.AddMinutes(1), default);

        Assert.Equal([claimed[0].Token, old], lost);
    }

    public async Task A_message_whose_lease_ran_out_is_given_back_counted_and_first()
    {
        await scene.SendAsync("a", "b");
        var lost = Assert.Single(await scene.ClaimAsync(1));
        scene.Now += TimeSpan.FromSeconds(29);
        Assert.Equal(0, await scene.Store.RescueAsync(scene.Now, default));
        scene.Now += TimeSpan.FromSeconds(1);

        Assert.Equal(1, await scene.Store.RescueAsync(scene.Now, default));

        var again = await scene.ClaimAsync();
        Assert.Equal(["a", "b"], again.Select(claimed => claimed.Message.Id));
        Assert.Equal((2, lost.Token.Key, lost.Token.Generation + 1), (again[0].Attempt, again[0].Token.Key, again[0].Token.Generation));
    }

    public async Task What_an_owner_that_is_gone_had_leased_is_given_back_at_once_and_nothing_else()
    {
        await scene.SendAsync("a", "b");
        await scene.ClaimAsync(1, owner: "gone");
        await scene.ClaimAsync(1, owner: "alive");

        Assert.Equal(1, await scene.Store.RescueOwnerAsync("gone", scene.Now, default));
        Assert.Equal(["a"], (await scene.ClaimAsync()).Select(claimed => claimed.Message.Id));
    }
}
