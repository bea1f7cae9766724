using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_quarantine_comes_with_the_commit_and_withholds_what_waits_without_counting_attempts()
    {
        await scene.SendAsync("a", "b", "c");
        var claimed = await scene.ClaimAsync(2);
        var quarantine = scene.Quarantine("a");
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Failing(claimed[0], new StepError("Error", "gone")) with { Quarantine = quarantine }));
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(claimed[1], new Disposition.ReturnUncounted())));

        var claim = await scene.ClaimResultAsync();
        Assert.Empty(claim.Messages);
        Assert.Null(claim.NextDue);
        Assert.Equal([1], claim.Withheld);
        Assert.Equal([quarantine], await scene.Queries.QuarantinesAsync(null, default));
        Assert.Empty(await scene.Queries.QuarantinesAsync("invoices", default));
        Assert.Equal(["b", "c"], await scene.QueueAsync());
        Assert.All(await scene.MessagesAsync(Scene.Map, MessageState.Waiting), row => Assert.Equal((MessageState.Waiting, 0), (row.State, row.Attempt)));
        Assert.Equal((2, 1), ((await scene.CountsAsync()).Waiting, (await scene.CountsAsync()).Failed));
    }

    public async Task A_refused_commit_brings_no_quarantine()
    {
        var claimed = await scene.WorkAsync();
        await scene.Store.RescueOwnerAsync("host-a", scene.Now, default);
        Assert.Equal(CommitResult.LeaseLost, await scene.Store.CommitAsync(scene.Failing(claimed, new StepError("Error", "gone")) with { Quarantine = scene.Quarantine() }));
        Assert.Empty(await scene.Queries.QuarantinesAsync(null, default));
        Assert.Single(await scene.ClaimAsync());
    }

    public async Task The_first_of_two_quarantines_of_a_step_stays()
    {
        await scene.SendAsync("a", "b");
        var claimed = await scene.ClaimAsync();
        await scene.Store.CommitAsync(scene.Failing(claimed[0], new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("a") });
        await scene.Store.CommitAsync(scene.Failing(claimed[1], new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("b") });
        Assert.Equal("a", Assert.Single(await scene.Queries.QuarantinesAsync(Scene.Flow, default)).MessageId);
    }

    public async Task What_comes_into_a_quarantine_waits_and_a_release_lets_it_run_in_its_order()
    {
        await QuarantineAsync();
        await scene.SendAsync("b", "c");
        scene.Now += TimeSpan.FromSeconds(1);
        Assert.Empty(await scene.ClaimAsync(1));
        await scene.SendAsync("d");
        Assert.Empty(await scene.ClaimAsync());

        Assert.Equal("a", Assert.Single(await scene.Store.ReleaseAsync(Scene.Map, scene.Now, default)).MessageId);

        Assert.Empty(await scene.Queries.QuarantinesAsync(null, default));
        var claim = await scene.ClaimResultAsync();
        Assert.Equal([("b", 1), ("c", 1), ("d", 1)], claim.Messages.Select(message => (message.Message.Id, message.Attempt)));
        Assert.Empty(claim.Withheld);
        Assert.Empty(await scene.Store.ReleaseAsync(Scene.Map, scene.Now, default));
        Assert.Empty(await scene.Store.ReleaseAsync(new StepAddress("nowhere", "map"), scene.Now, default));
    }

    public async Task Other_steps_and_other_versions_are_not_in_the_quarantine_of_one()
    {
        await QuarantineAsync();
        await scene.SendAsync("old");
        await scene.SendToAsync(Scene.Load, "elsewhere");
        await scene.Store.EnqueueAsync([new Intake("new", Scene.Trigger, [Scene.Message("new") with { FlowVersion = 2 }])], scene.Now, default);

        Assert.Equal("elsewhere", (await scene.ClaimOneAsync(Scene.Load)).Message.Id);
        Assert.Equal("new", (await scene.ClaimOneAsync()).Message.Id);
        Assert.Empty(await scene.ClaimAsync());
    }

    public async Task A_new_version_lifts_the_quarantines_and_takes_over_what_waited_in_them()
    {
        await scene.SendAsync("a", "parked", "waiting");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        await scene.Store.CommitAsync(scene.Failing(claimed[0], new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("a") });
        Assert.Empty(await scene.ClaimAsync());
        await scene.SendAsync("late");
        await scene.SendToAsync(Scene.Load, "elsewhere");
        Assert.Equal(new DeployResult(1, Changed: false, 0), await scene.Store.DeployAsync(Scene.Package(), moveQueued: false, scene.Now, default));
        Assert.Single(await scene.Queries.QuarantinesAsync(null, default));

        Assert.Equal(new DeployResult(2, Changed: true, 3, Released: 1), await scene.Store.DeployAsync(Scene.Package("v2"), moveQueued: false, scene.Now, default));

        Assert.Empty(await scene.Queries.QuarantinesAsync(null, default));
        Assert.Equal([("waiting", 2), ("late", 2)], (await scene.ClaimAsync()).Select(message => (message.Message.Id, message.Message.FlowVersion)));
        Assert.Equal(1, (await scene.ClaimOneAsync(Scene.Load)).Message.FlowVersion);
        scene.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(("parked", 2), ((await scene.ClaimOneAsync()) is var message ? (message.Message.Id, message.Message.FlowVersion) : default));
    }

    public async Task Many_messages_in_a_quarantine_stand_in_nobodys_way()
    {
        await QuarantineAsync();
        await scene.SendAsync([.. Enumerable.Range(0, 3000).Select(number => $"old{number}")]);
        await scene.Store.EnqueueAsync([new Intake("new", Scene.Trigger, [Scene.Message("new") with { FlowVersion = 2 }])], scene.Now, default);
        for (var claims = 0; claims < 3; claims++)
        {
            var claim = await scene.ClaimResultAsync(10);
            if (claim.Messages.Count == 1)
            {
                Assert.Equal("new", claim.Messages[0].Message.Id);
                Assert.Equal(3000, (await scene.CountsAsync()).Waiting);
                return;
            }

            // More is there, so the next look must not wait.
            Assert.Equal(scene.Now, claim.NextDue);
        }

        Assert.Fail("The message of another version was never claimed.");
    }

    public async Task Losses_of_a_host_are_counted_until_a_commit()
    {
        var first = await scene.WorkAsync();
        Assert.Equal(0, first.Losses);
        await scene.Store.RescueOwnerAsync("host-a", scene.Now, default);
        Assert.False(await scene.Store.BeginAsync(first.Token, default));

        // Claimed, and lost before it began: that counts only the first time.
        Assert.Equal(1, (await scene.ClaimOneAsync()).Losses);
        await scene.Store.RescueOwnerAsync("host-a", scene.Now, default);
        var third = await scene.ClaimOneAsync();
        Assert.Equal(1, third.Losses);
        Assert.True(await scene.Store.BeginAsync(third.Token, default));
        scene.Now += TimeSpan.FromMinutes(5);
        await scene.Store.RescueAsync(scene.Now, default);
        var fourth = await scene.ClaimOneAsync();
        Assert.Equal(2, fourth.Losses);

        await scene.ReboundAsync(fourth, TimeSpan.FromMinutes(1));
        scene.Now += TimeSpan.FromMinutes(1);
        var fifth = await scene.ClaimOneAsync();
        Assert.Equal(0, fifth.Losses);
        await scene.Store.BeginAsync(fifth.Token, default);
        await scene.Store.CommitAsync(scene.Commit(fifth, new Disposition.ReturnUncounted()));
        Assert.Equal(0, (await scene.ClaimOneAsync()).Losses);
    }

    private async Task QuarantineAsync()
    {
        var claimed = await scene.WorkAsync("a");
        await scene.Store.CommitAsync(scene.Failing(claimed, new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("a") });
    }
}
