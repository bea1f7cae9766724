using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_snapshot_is_stored_with_the_commit_and_its_version_rises_by_one()
    {
        Assert.Null(await scene.SnapshotAsync());
        await SnapAsync("a", seen: 0, """{"at":1}""");
        await SnapAsync("b", seen: 1, """{"at":2}""");

        var now = await scene.SnapshotAsync();
        Assert.Equal((Scene.Map, 2, """{"at":2}""", scene.Now, "b"), (now!.Address, now.Version, Scene.Text(now.Value), now.At, now.By));
        var former = Assert.Single(await scene.Queries.SnapshotHistoryAsync(Scene.Map, 10, default));
        Assert.Equal((1, """{"at":1}""", "a"), (former.Version, Scene.Text(former.Value), former.By));
    }

    public async Task A_commit_that_saw_an_older_snapshot_is_refused_and_keeps_its_lease()
    {
        var claimed = await scene.WorkAsync();
        await scene.WriteAsync("""{"by":"a person"}""");
        var commit = Everything(claimed) with { SnapshotSeen = 0 };

        Assert.Equal(CommitResult.SnapshotChanged, await scene.Store.CommitAsync(commit));

        Assert.Equal("""{"by":"a person"}""", Scene.Text((await scene.SnapshotAsync())?.Value));
        Assert.Empty(await scene.QueueAsync(Scene.Load));
        Assert.Empty(await scene.ErrorsAsync(state: null));
        Assert.Empty(await scene.Queries.ExecutionsAsync(new ExecutionFilter(), default));
        Assert.Equal(MessageState.Running, (await scene.MessageAsync()).State);
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(commit with { SnapshotSeen = 1 }));
        Assert.Equal(2, (await scene.SnapshotAsync())?.Version);
    }

    public async Task A_commit_that_only_read_its_snapshot_is_refused_too_when_it_changed()
    {
        var claimed = await scene.WorkAsync();
        await scene.WriteAsync("1");

        Assert.Equal(CommitResult.SnapshotChanged, await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge()) with { SnapshotSeen = 0 }));
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge())));
    }

    public async Task A_message_can_be_given_back_whatever_became_of_the_snapshot()
    {
        var claimed = await scene.WorkAsync();
        await scene.WriteAsync("1");

        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.ReturnUncounted()) with { SnapshotSeen = 0 }));
    }

    public async Task A_person_replaces_only_the_snapshot_that_they_saw()
    {
        Assert.Equal(new SnapshotWriteResult(Written: false, 0), await scene.WriteAsync("0", expected: 1));
        Assert.Equal(new SnapshotWriteResult(Written: true, 1), await scene.WriteAsync("1", expected: 0));
        Assert.Equal(new SnapshotWriteResult(Written: false, 1), await scene.WriteAsync("2", expected: 0));
        Assert.Equal(new SnapshotWriteResult(Written: true, 2), await scene.WriteAsync("3", expected: 1));
        Assert.Equal(new SnapshotWriteResult(Written: true, 3), await scene.WriteAsync("4"));
        Assert.Equal("4", Scene.Text((await scene.SnapshotAsync())?.Value));
    }

    public async Task A_reset_snapshot_is_none_and_its_history_stays()
    {
        await scene.WriteAsync("1");
        await scene.WriteAsync(value: null, expected: 1);

        Assert.Null(await scene.SnapshotAsync());
        Assert.Empty(await scene.Queries.SnapshotsAsync(null, default));
        Assert.Equal([(2, "(none)"), (1, "1")], await HistoryAsync());

        Assert.Equal(new SnapshotWriteResult(Written: true, 2), await scene.WriteAsync(value: null));
        await SnapAsync("m", seen: 0, "3");
        Assert.Equal(3, (await scene.SnapshotAsync())?.Version);
        Assert.Equal([(2, "(none)"), (1, "1")], await HistoryAsync());
        Assert.Equal([(2, "(none)")], await HistoryAsync(limit: 1));

        async Task<(int, string)[]> HistoryAsync(int limit = 10) =>
            [.. (await scene.Queries.SnapshotHistoryAsync(Scene.Map, limit, default)).Select(row => (row.Version, Scene.Text(row.Value)))];
    }

    public async Task Snapshots_are_listed_by_flow()
    {
        await scene.WriteAsync("1");
        await scene.Store.WriteSnapshotAsync(new SnapshotWrite(new StepAddress("invoices", "map"), Expected: null, Scene.Bytes("2"), "anna"), scene.Now, default);

        Assert.Equal(["2", "1"], (await scene.Queries.SnapshotsAsync(null, default)).Select(row => Scene.Text(row.Value)));
        Assert.Equal(["1"], (await scene.Queries.SnapshotsAsync(Scene.Flow, default)).Select(row => Scene.Text(row.Value)));
    }

    public async Task Credential_values_are_laid_over_those_stored()
    {
        Assert.True((await scene.Queries.KeysAsync(Scene.Map, default)).IsEmpty);
        await KeysAsync("a", """{"token":"1","scope":{"x":1}}""");
        await KeysAsync("b", """{"scope":{"y":2},"until":5}""");

        Assert.Equal("""{"token":"1","scope":{"y":2},"until":5}""", Scene.Text(await scene.Queries.KeysAsync(Scene.Map, default)));
    }

    public async Task Credential_values_that_are_no_object_are_refused_and_leave_nothing()
    {
        var claimed = await scene.WorkAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Store.CommitAsync(Everything(claimed) with { Keys = Scene.Bytes("[1]") }));
        await AssertNothingHappenedAsync(running: true);
    }

    private async Task SnapAsync(string id, int seen, string value) =>
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(await scene.WorkAsync(id), new Disposition.Acknowledge()) with { SnapshotSeen = seen, Snapshot = Scene.Bytes(value) }));

    private async Task KeysAsync(string id, string value) =>
        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(scene.Commit(await scene.WorkAsync(id), new Disposition.Acknowledge()) with { Keys = Scene.Bytes(value) }));
}
