using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_new_flow_is_a_draft_of_version_one()
    {
        var package = Scene.Package(flow: "invoices");
        Assert.Equal(new DeployResult(1, Changed: true, 0), await scene.Store.DeployAsync(package, moveQueued: false, scene.Now, default));

        var row = (await scene.Queries.FlowsAsync(default)).Single(flow => flow.Name == "invoices");
        Assert.Equal(new FlowRow("invoices", FlowState.Draft, 1, scene.Now, 0, 0), row);
        var stored = await scene.Queries.PackageAsync("invoices", 1, default);
        Assert.Equal((package.Name, package.Hash()), (stored!.Name, stored.Hash()));
        Assert.Equal(package.Files.OrderBy(file => file.Key, StringComparer.Ordinal), stored.Files.OrderBy(file => file.Key, StringComparer.Ordinal));
        Assert.Null(await scene.Queries.PackageAsync("invoices", 2, default));
        Assert.Null(await scene.Queries.PackageAsync("nowhere", 1, default));
    }

    public async Task Deploying_the_same_package_changes_nothing()
    {
        var before = await scene.Queries.FlowsAsync(default);
        scene.Now += TimeSpan.FromHours(1);

        Assert.Equal(new DeployResult(1, Changed: false, 0), await scene.Store.DeployAsync(Scene.Package(), moveQueued: true, scene.Now, default));
        Assert.Equal(before, await scene.Queries.FlowsAsync(default));
    }

    public async Task Deploying_another_package_makes_a_new_version_and_keeps_the_state()
    {
        scene.Now += TimeSpan.FromHours(1);
        Assert.Equal(new DeployResult(2, Changed: true, 0), await scene.Store.DeployAsync(Scene.Package("v2"), moveQueued: false, scene.Now, default));
        Assert.Equal(new DeployResult(3, Changed: true, 0), await scene.Store.DeployAsync(Scene.Package("v1"), moveQueued: false, scene.Now, default));

        Assert.Equal(new FlowRow(Scene.Flow, FlowState.Active, 3, scene.Now, 0, 0), Assert.Single(await scene.Queries.FlowsAsync(default)));
        Assert.Equal("// v2", (await scene.Queries.PackageAsync(Scene.Flow, 2, default))?.Files["map.js"]);
    }

    public async Task Queued_messages_stay_on_their_version_unless_the_deploy_moves_them()
    {
        await scene.SendAsync("running", "parked", "waiting");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        await scene.SendToAsync(new StepAddress("invoices", "map"), "elsewhere");
        await scene.Store.DeployAsync(Scene.Package("v2"), moveQueued: false, scene.Now, default);
        Assert.All(await scene.MessagesAsync(), row => Assert.Equal(1, row.Message.FlowVersion));

        Assert.Equal(new DeployResult(3, Changed: true, 2), await scene.Store.DeployAsync(Scene.Package("v3"), moveQueued: true, scene.Now, default));

        Assert.Equal(
            [("elsewhere", 1), ("parked", 3), ("running", 1), ("waiting", 3)],
            (await scene.MessagesAsync()).Select(row => (row.Message.Id, row.Message.FlowVersion)).OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(3, (await scene.ClaimOneAsync()).Message.FlowVersion);
    }

    public async Task A_flow_that_does_not_exist_cannot_be_started() =>
        Assert.False(await scene.StateAsync(FlowState.Active, "nowhere"));

    public async Task Flows_are_listed_by_name_with_their_open_errors()
    {
        await scene.ActivateAsync("invoices");
        await scene.StateAsync(FlowState.Suspended, "invoices");
        await scene.FailAsync(await scene.WorkAsync());

        Assert.Equal(
            [new FlowRow("invoices", FlowState.Suspended, 1, scene.Now, 0, 0), new FlowRow(Scene.Flow, FlowState.Active, 1, scene.Now, 1, 0)],
            await scene.Queries.FlowsAsync(default));
    }

    public async Task Stopping_a_flow_loses_nothing()
    {
        await scene.SendAsync("a", "b", "c");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1));
        await scene.StateAsync(FlowState.Stopped);

        await scene.AcknowledgeAsync(claimed[0], Scene.Message("x", Scene.Load));

        Assert.Equal(["c", "b"], await scene.QueueAsync());
        Assert.Equal(["x"], await scene.QueueAsync(Scene.Load));
    }

    public async Task Counts_are_told_apart_by_step_and_can_be_asked_for_one_flow()
    {
        await scene.SendAsync("a");
        await scene.SendToAsync(Scene.Load, "b", "c");
        await scene.SendToAsync(new StepAddress("invoices", "map"), "d");

        var all = await scene.Queries.StepCountsAsync(null, scene.Now, default);
        Assert.Equal([("invoices/map", 1), ("orders/load", 2), ("orders/map", 1)], all.Select(counts => (counts.Address.ToString(), counts.Waiting)));
        Assert.Equal(2, (await scene.Queries.StepCountsAsync(Scene.Flow, scene.Now, default)).Count);
    }

    public async Task Messages_are_found_by_every_filter()
    {
        await scene.SendAsync("a", "b", "c");
        var claimed = await scene.ClaimAsync(2);
        await scene.ReboundAsync(claimed[1], TimeSpan.FromMinutes(1), "busy");
        await scene.SendToAsync(Scene.Load, "d");

        Assert.Equal(["a", "c", "d", "b"], await IdsAsync(new MessageFilter { Now = scene.Now }));
        Assert.Equal(["d"], await IdsAsync(new MessageFilter(Step: "load") { Now = scene.Now }));
        Assert.Empty(await IdsAsync(new MessageFilter("invoices") { Now = scene.Now }));
        Assert.Equal(["a"], await IdsAsync(new MessageFilter(State: MessageState.Running) { Now = scene.Now }));
        Assert.Equal(["b"], await IdsAsync(new MessageFilter(State: MessageState.Parked) { Now = scene.Now }));
        Assert.Equal(["c", "d"], await IdsAsync(new MessageFilter(State: MessageState.Waiting) { Now = scene.Now }));
        Assert.Empty(await IdsAsync(new MessageFilter(State: MessageState.Held) { Now = scene.Now }));
        Assert.Equal(["c"], await IdsAsync(new MessageFilter(Id: "c") { Now = scene.Now }));
        Assert.Equal(["b"], await IdsAsync(new MessageFilter(Reason: "busy") { Now = scene.Now }));
        Assert.Equal(["a"], await IdsAsync(new MessageFilter(Key: claimed[0].Token.Key) { Now = scene.Now }));
        Assert.Equal(["a", "c"], await IdsAsync(new MessageFilter(Limit: 2) { Now = scene.Now }));

        async Task<string[]> IdsAsync(MessageFilter filter) => [.. (await scene.Queries.MessagesAsync(filter, default)).Select(row => row.Message.Id)];
    }
}
