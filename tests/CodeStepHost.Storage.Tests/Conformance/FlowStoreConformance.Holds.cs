using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_hold_lets_one_message_be_tried_each_time_its_probe_is_due()
    {
        await HoldAsync("b", "c", "d");
        var none = await scene.ClaimResultAsync();
        Assert.Empty(none.Messages);
        Assert.Equal((scene.Now.AddMinutes(1), 1), (none.NextDue, none.Withheld.Single()));

        scene.Now += TimeSpan.FromMinutes(1);
        var claim = await scene.ClaimResultAsync();
        var probe = Assert.Single(claim.Messages);
        Assert.Equal(("b", true, 1), (probe.Message.Id, probe.IsProbe, probe.Attempt));
        Assert.Equal(scene.Now.AddMinutes(1), claim.NextDue);
        Assert.Equal(scene.Now.AddMinutes(1), Assert.Single(await scene.Queries.QuarantinesAsync(null, default)).Probe?.NextAt);
        Assert.Empty(await scene.ClaimAsync());

        await scene.FailAsync(probe);
        Assert.Empty(await scene.ClaimAsync());
        scene.Now += TimeSpan.FromMinutes(5);
        Assert.Equal("c", Assert.Single(await scene.ClaimAsync(1)).Message.Id);
        Assert.Empty(await scene.ClaimAsync());
    }

    public async Task A_commit_that_ends_the_hold_lets_all_run_in_their_order()
    {
        await HoldAsync("b", "c", "d");
        Assert.Empty(await scene.ClaimAsync());
        scene.Now += TimeSpan.FromMinutes(1);
        var probe = await scene.ClaimOneAsync();
        await scene.SendAsync("e");
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(probe, new Disposition.Acknowledge()) with { EndsHold = true }));

        Assert.Empty(await scene.Queries.QuarantinesAsync(null, default));
        Assert.Equal([("c", false, 1), ("d", false, 1), ("e", false, 1)], (await scene.ClaimAsync()).Select(message => (message.Message.Id, message.IsProbe, message.Attempt)));
    }

    public async Task A_commit_ends_no_hold_of_another_version_and_no_quarantine()
    {
        var claimed = await scene.WorkAsync("x");
        await scene.SendAsync("b");
        var other = await scene.ClaimOneAsync();
        await scene.Store.CommitAsync(scene.Failing(claimed, new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("x") });
        await scene.Store.CommitAsync(scene.Commit(other, new Disposition.Acknowledge()) with { EndsHold = true });
        Assert.Single(await scene.Queries.QuarantinesAsync(null, default));

        await scene.Store.ReleaseAsync(Scene.Map, scene.Now, default);
        await HoldAsync();
        await scene.Store.EnqueueAsync([new Intake("new", Scene.Trigger, [Scene.Message("new") with { FlowVersion = 2 }])], scene.Now, default);
        await scene.Store.CommitAsync(scene.Commit(await scene.ClaimOneAsync(), new Disposition.Acknowledge()) with { EndsHold = true });
        Assert.Single(await scene.Queries.QuarantinesAsync(null, default));
    }

    public async Task A_quarantine_takes_the_place_of_a_hold_and_a_hold_that_of_nothing()
    {
        await HoldAsync("b", "c");
        scene.Now += TimeSpan.FromMinutes(1);
        var probe = await scene.ClaimOneAsync();
        await scene.Store.CommitAsync(scene.Failing(probe, new StepError("Error", "gone")) with { Quarantine = scene.Hold("b") });
        Assert.Equal("a", Assert.Single(await scene.Queries.QuarantinesAsync(null, default)).MessageId);

        scene.Now += TimeSpan.FromMinutes(1);
        probe = await scene.ClaimOneAsync();
        await scene.Store.CommitAsync(scene.Failing(probe, new StepError("Error", "gone")) with { Quarantine = scene.Quarantine("c") });
        Assert.Equal(scene.Quarantine("c"), Assert.Single(await scene.Queries.QuarantinesAsync(null, default)));
        await scene.SendAsync("d");
        scene.Now += TimeSpan.FromDays(1);
        Assert.Empty(await scene.ClaimAsync());
    }

    public async Task A_probe_waits_for_nothing_where_no_message_waits()
    {
        await HoldAsync();
        scene.Now += TimeSpan.FromMinutes(2);
        var claim = await scene.ClaimResultAsync();
        Assert.Empty(claim.Messages);
        Assert.Null(claim.NextDue);
        await scene.SendAsync("b", "c");
        Assert.Equal("b", Assert.Single(await scene.ClaimAsync()).Message.Id);
    }

    public async Task A_release_ends_a_hold_and_a_new_version_does()
    {
        await HoldAsync("b");
        Assert.True(Assert.Single(await scene.Store.ReleaseAsync(Scene.Map, scene.Now, default)).IsHold);
        var claimed = await scene.ClaimOneAsync();
        Assert.False(claimed.IsProbe);
        await scene.Store.CommitAsync(scene.Failing(claimed, new StepError("Error", "gone")) with { Quarantine = scene.Hold("b") });
        await scene.SendAsync("c");
        Assert.Equal(new DeployResult(2, Changed: true, 1, Released: 1), await scene.Store.DeployAsync(Scene.Package("v2"), moveQueued: false, scene.Now, default));
        Assert.Equal(2, (await scene.ClaimOneAsync()).Message.FlowVersion);
    }

    /// <summary>Puts the step on hold over message a, with others waiting.</summary>
    private async Task HoldAsync(params string[] waiting)
    {
        var claimed = await scene.WorkAsync("a");
        await scene.Store.CommitAsync(scene.Failing(claimed, new StepError("Error", "gone")) with { Quarantine = scene.Hold("a") });
        await scene.SendAsync(waiting);
    }
}
