using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task An_acknowledged_message_is_gone_and_its_emissions_wait()
    {
        var claimed = await scene.WorkAsync();

        await scene.AcknowledgeAsync(claimed, Scene.Message("x", Scene.Load) with { Parent = "m" }, Scene.Message("y", Scene.Load));

        Assert.Empty(await scene.QueueAsync());
        var emitted = await scene.ClaimAsync(from: Scene.Load);
        Assert.Equal(["x", "y"], emitted.Select(message => message.Message.Id));
        Assert.Equal("m", emitted[0].Message.Parent);
    }

    public async Task Every_commit_leaves_one_execution_record()
    {
        var claimed = await scene.WorkAsync();
        var record = new ExecutionRecord(scene.Now, TimeSpan.FromMilliseconds(12), "success", ulong.MaxValue - 3, 2);
        await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge()) with { Execution = record });

        var row = Assert.Single(await scene.Queries.ExecutionsAsync(new ExecutionFilter(MessageId: "m"), default));
        Assert.Equal(new ExecutionRow(Scene.Map, 1, "m", "run-m", "thread-m", 1, record), row);
    }

    public async Task A_commit_from_a_worker_that_lost_its_lease_is_refused_and_leaves_nothing()
    {
        var slow = await scene.WorkAsync();
        scene.Now += TimeSpan.FromMinutes(1);
        await scene.Store.RescueAsync(scene.Now, default);
        var quick = await scene.ClaimOneAsync();

        Assert.Equal(CommitResult.LeaseLost, await scene.Store.CommitAsync(Everything(slow)));

        await AssertNothingHappenedAsync(running: true);
        await scene.AcknowledgeAsync(quick, Scene.Message("x", Scene.Load));
        Assert.Equal(["x"], await scene.QueueAsync(Scene.Load));
    }

    public async Task A_commit_after_the_rescue_is_refused_even_before_another_worker_claims()
    {
        var slow = await scene.WorkAsync();
        scene.Now += TimeSpan.FromMinutes(1);
        await scene.Store.RescueAsync(scene.Now, default);

        Assert.Equal(CommitResult.LeaseLost, await scene.Store.CommitAsync(Everything(slow)));
        await AssertNothingHappenedAsync(running: false);
    }

    public async Task The_same_commit_twice_happens_once()
    {
        var claimed = await scene.WorkAsync();
        await scene.AcknowledgeAsync(claimed, Scene.Message("x", Scene.Load));

        var again = await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge(), Scene.Message("x", Scene.Load)));

        Assert.Equal(CommitResult.LeaseLost, again);
        Assert.Equal(["x"], await scene.QueueAsync(Scene.Load));
        Assert.Equal(1, (await scene.CountsAsync()).Done);
    }

    public async Task A_key_is_never_given_to_another_message()
    {
        var first = await scene.WorkAsync("a");
        await scene.AcknowledgeAsync(first);
        var second = await scene.WorkAsync("b");

        Assert.True(second.Token.Key > first.Token.Key);
        Assert.Equal(CommitResult.LeaseLost, await scene.Store.CommitAsync(scene.Commit(first, new Disposition.Acknowledge())));
    }

    public async Task Commits_handed_over_one_after_another_become_visible_in_that_order()
    {
        var ids = Enumerable.Range(0, 200).Select(number => $"m{number:000}").ToArray();
        await scene.SendAsync(ids);
        var claimed = await scene.ClaimAsync(200);

        var commits = claimed.Select(message => scene.Store.CommitAsync(scene.Commit(message, new Disposition.Acknowledge(), Scene.Message(message.Message.Id, Scene.Load)))).ToList();
        await Task.WhenAll(commits);

        Assert.Equal(ids, (await scene.ClaimAsync(200, Scene.Load)).Select(message => message.Message.Id));
    }

    public async Task A_returned_message_is_first_again_and_uncounted_and_its_emissions_are_dropped()
    {
        await scene.SendAsync("a", "b");
        var claimed = Assert.Single(await scene.ClaimAsync(1));
        await scene.Store.StageAsync(claimed.Token, [Scene.Message("staged", Scene.Load)], default);
        var commit = Everything(claimed) with { Disposition = new Disposition.ReturnUncounted() };

        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(commit));

        Assert.Empty(await scene.QueueAsync(Scene.Load));
        Assert.Null(await scene.SnapshotAsync());
        Assert.Empty(await scene.ErrorsAsync(state: null));
        Assert.True((await scene.Queries.KeysAsync(Scene.Map, default)).IsEmpty);
        var again = await scene.ClaimAsync();
        Assert.Equal(["a", "b"], again.Select(message => message.Message.Id));
        Assert.Equal((1, claimed.Token.Generation + 1), (again[0].Attempt, again[0].Token.Generation));
    }

    public async Task Executions_that_ended_are_counted_by_how_they_ended()
    {
        await scene.SendAsync("a", "b", "c", "d");
        var claimed = await scene.ClaimAsync();
        await scene.AcknowledgeAsync(claimed[0]);
        await scene.FailAsync(claimed[1]);
        await scene.ReboundAsync(claimed[2], TimeSpan.FromMinutes(1));
        await scene.Store.CommitAsync(scene.Commit(claimed[3], new Disposition.ReturnUncounted()));
        await scene.SendAsync("e");
        await scene.ClaimAsync(1);

        var counts = await scene.CountsAsync();
        Assert.Equal(new StepCounts(Scene.Map, Waiting: 1, Running: 1, Parked: 1, Held: 0, scene.Now.AddMinutes(1), Done: 1, Failed: 1, Rebounded: 1, OpenErrors: 1), counts);
    }

    public async Task Staged_messages_are_invisible_until_the_commit_publishes_them_first_and_in_order()
    {
        var claimed = await scene.WorkAsync();
        await scene.Store.StageAsync(claimed.Token, [Scene.Message("s1", Scene.Load), Scene.Message("s2", Scene.Load)], default);
        await scene.Store.StageAsync(claimed.Token, [Scene.Message("s3", Scene.Load)], default);
        Assert.Empty(await scene.QueueAsync(Scene.Load));
        Assert.Empty(await scene.ClaimAsync(from: Scene.Load));
        Assert.Equal(0, (await scene.CountsAsync(Scene.Load)).Waiting);

        scene.Now += TimeSpan.FromSeconds(3);
        await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Acknowledge(), Scene.Message("last", Scene.Load)) with { PublishStaged = 3 });

        var published = await scene.ClaimAsync(from: Scene.Load);
        Assert.Equal(["s1", "s2", "s3", "last"], published.Select(message => message.Message.Id));
        Assert.All(published, message => Assert.Equal(scene.Now, message.EnqueuedAt));
    }

    public async Task Staged_messages_beyond_those_published_are_dropped()
    {
        var claimed = await scene.WorkAsync();
        await scene.Store.StageAsync(claimed.Token, [Scene.Message("s1", Scene.Load), Scene.Message("s2", Scene.Load)], default);
        var rebound = new Disposition.ReboundAt(scene.Now.AddMinutes(1), 1, "busy");
        await scene.Store.CommitAsync(scene.Commit(claimed, rebound) with { PublishStaged = 1 });
        Assert.Equal(["s1"], await scene.QueueAsync(Scene.Load));

        scene.Now += TimeSpan.FromMinutes(1);
        await scene.Store.CommitAsync(scene.Commit(await scene.ClaimOneAsync(), new Disposition.Acknowledge()) with { PublishStaged = 5 });
        Assert.Equal(["s1"], await scene.QueueAsync(Scene.Load));
    }

    public async Task However_many_are_staged_the_oldest_are_published_and_the_others_dropped()
    {
        var claimed = await scene.WorkAsync();
        foreach (var part in Enumerable.Range(0, 35_000).Select(number => Scene.Message($"s{number}", Scene.Load)).Chunk(5_000))
            await scene.Store.StageAsync(claimed.Token, part, default);
        await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.ReboundAt(scene.Now.AddMinutes(1), 1, "busy")) with { PublishStaged = 20_003 });
        Assert.Equal(20_003, (await scene.CountsAsync(Scene.Load)).Waiting);
        Assert.Equal(Enumerable.Range(0, 20_003).Select(number => $"s{number}"), (await scene.ClaimAsync(30_000, Scene.Load)).Select(message => message.Message.Id));

        scene.Now += TimeSpan.FromMinutes(1);
        await scene.Store.CommitAsync(scene.Commit(await scene.ClaimOneAsync(), new Disposition.Acknowledge()) with { PublishStaged = 5 });
        Assert.Equal(0, (await scene.CountsAsync(Scene.Load)).Waiting);
    }

    public async Task What_a_lost_execution_staged_is_dropped_with_its_lease()
    {
        var lost = await scene.WorkAsync();
        await scene.Store.StageAsync(lost.Token, [Scene.Message("s1", Scene.Load)], default);
        scene.Now += TimeSpan.FromMinutes(1);
        await scene.Store.RescueAsync(scene.Now, default);
        await scene.Store.StageAsync(lost.Token, [Scene.Message("too late", Scene.Load)], default);

        var again = await scene.ClaimOneAsync();
        await scene.Store.StageAsync(lost.Token, [Scene.Message("later still", Scene.Load)], default);
        await scene.Store.StageAsync(again.Token, [Scene.Message("s2", Scene.Load)], default);
        await scene.Store.CommitAsync(scene.Commit(again, new Disposition.Acknowledge()) with { PublishStaged = 10 });

        Assert.Equal(["s2"], await scene.QueueAsync(Scene.Load));
    }

    public async Task A_message_that_fails_without_keeping_emissions_leaves_only_its_errors()
    {
        var claimed = await scene.WorkAsync();
        await scene.Store.StageAsync(claimed.Token, [Scene.Message("staged", Scene.Load)], default);
        var error = new StepError("Error", "broke");
        var commit = Everything(claimed) with { Disposition = new Disposition.Fail([error], KeepEmissions: false), Errors = [new NewError(error, Handler: null)], SnapshotSeen = 0 };

        Assert.Equal(CommitResult.Committed, await scene.Store.CommitAsync(commit));

        Assert.Empty(await scene.MessagesAsync());
        Assert.Null(await scene.SnapshotAsync());
        Assert.Equal("broke", Assert.Single(await scene.ErrorsAsync()).Error.Message);
    }

    /// <summary>A commit with something of everything.</summary>
    private StepCommit Everything(ClaimedMessage claimed) => scene.Commit(claimed, new Disposition.Acknowledge(), Scene.Message("emitted", Scene.Load)) with
    {
        PublishStaged = 1,
        Errors = [new NewError(new StepError("Error", "broke"), Scene.Message("handler", Scene.Load))],
        Snapshot = Scene.Bytes("""{"at":1}"""),
        Keys = Scene.Bytes("""{"token":"t"}"""),
    };

    private async Task AssertNothingHappenedAsync(bool running)
    {
        Assert.Empty(await scene.QueueAsync(Scene.Load));
        Assert.Empty(await scene.ErrorsAsync(state: null));
        Assert.Null(await scene.SnapshotAsync());
        Assert.True((await scene.Queries.KeysAsync(Scene.Map, default)).IsEmpty);
        Assert.Empty(await scene.Queries.ExecutionsAsync(new ExecutionFilter(), default));
        Assert.Equal(running ? MessageState.Running : MessageState.Waiting, (await scene.MessageAsync()).State);
        Assert.Equal(0, (await scene.CountsAsync()).Done);
    }
}
