using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Sqlite.Native;
using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

/// <summary>What a file and several processes add to the behaviours that all stores share.</summary>
public sealed class SqliteFlowStoreTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SqliteFlowStore _store = null!;
    private Scene _scene = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteFlowStore.OpenAsync(new SqliteStoreOptions(_folder.File()) { KeepContentUpTo = 1000, BusyTimeout = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, Token);
        _scene = new Scene(_store, _store.Queries);
        await _scene.ActivateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_refuses_the_verb_leaves_nothing_of_it_and_the_store_goes_on_when_there_is_space()
    {
        var claimed = await _scene.WorkAsync();
        var pages = await PagesAsync();
        await LimitPagesAsync(pages);
        var large = Scene.Message("large", Scene.Load, $$"""{"body":"{{new string('x', 500_000)}}"}""");

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(_scene.Commit(claimed, new Disposition.Acknowledge(), large)));

        Assert.Equal($"The disk of {_folder.File()} is full. Free some space; the store goes on by itself.", error.Message);
        Assert.Empty(await _scene.QueueAsync(Scene.Load));
        Assert.Equal(MessageState.Running, (await _scene.MessageAsync()).State);
        await LimitPagesAsync(pages + 1000);
        await _scene.AcknowledgeAsync(claimed, large);
        Assert.Equal(["large"], await _scene.QueueAsync(Scene.Load));
        Assert.Equal(1, (await _scene.CountsAsync()).Done);
    }

    [Fact]
    public async Task When_the_disk_is_full_everything_in_the_group_is_refused_alike()
    {
        await LimitPagesAsync(await PagesAsync());
        var large = $$"""{"body":"{{new string('x', 500_000)}}"}""";

        var writes = await OneGroupAsync(
            () => _scene.SendAsync("small"),
            () => _store.EnqueueAsync([new Intake("large", Scene.Trigger, [Scene.Message("large", content: large)])], _scene.Now, Token));

        foreach (var write in writes)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        Assert.Empty(await _scene.QueueAsync());
    }

    [Fact]
    public async Task A_verb_that_cannot_be_done_does_not_spoil_the_others_of_its_group()
    {
        var applied = 0;
        var writes = await OneGroupAsync(
            () => _scene.SendAsync("a"),
            () => _store.WriteAsync<int>(session =>
            {
                session.Sql("flows/set-state").Bind(3).Bind(Scene.Flow).Execute();
                applied++;
                throw new InvalidOperationException("cannot be done");
            }),
            () => _scene.SendAsync("b"));

        Assert.Equal(1, await writes[0]);
        Assert.Equal("cannot be done", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1])).Message);
        Assert.Equal(1, await writes[2]);
        Assert.Equal(1, applied);
        Assert.Equal(["a", "b"], await _scene.QueueAsync());
        Assert.Equal(Flows.Definitions.FlowState.Active, (await _store.Queries.FlowsAsync(Token))[0].State);
    }

    [Fact]
    public async Task A_verb_cancelled_while_it_waits_is_not_done()
    {
        using var cancelled = new CancellationTokenSource();
        var writes = await OneGroupAsync(
            () =>
            {
                var write = _store.EnqueueAsync([new Intake("m", Scene.Trigger, [Scene.Message("m")])], _scene.Now, cancelled.Token);
                cancelled.Cancel();
                return write;
            },
            () => _scene.SendAsync("n"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writes[0]);
        Assert.Equal(1, await writes[1]);
        Assert.Equal(["n"], await _scene.QueueAsync());
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_locked_refuses_the_verb_and_works_again_afterwards()
    {
        using (var other = SqliteDatabase.Open(_folder.File(), readOnly: false, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _scene.SendAsync("m"));
            Assert.Equal($"{_folder.File()} stays locked by another process. End what holds it open, or try again.", error.Message);
            other.Execute("ROLLBACK");
        }

        Assert.Equal(1, await _scene.SendAsync("m"));
    }

    [Fact]
    public async Task Two_processes_share_a_file_and_each_sees_that_the_other_changed_it()
    {
        Assert.False(await ChangedAsync(_store));
        await _scene.SendAsync("mine");
        Assert.False(await ChangedAsync(_store));

        await using var second = await SqliteFlowStore.OpenAsync(_folder.File(), TimeProvider.System, Token);
        var other = new Scene(second, second.Queries);
        await other.SendToAsync(new StepAddress("invoices", "map"), "theirs");

        Assert.True(await ChangedAsync(_store));
        Assert.False(await ChangedAsync(_store));
        await _scene.SendToAsync(new StepAddress("invoices", "map"), "mine too");
        Assert.True(await ChangedAsync(second));
        Assert.Equal(["theirs", "mine too"], await other.QueueAsync(new StepAddress("invoices", "map")));
    }

    [Fact]
    public async Task A_message_over_the_limit_fails_without_its_content_and_can_be_retried_only_with_new_content()
    {
        await _store.EnqueueAsync([new Intake("m", Scene.Trigger, [Scene.Message("m", content: $$"""{"body":"{{new string('x', 1000)}}"}""")])], _scene.Now, Token);
        var error = await _scene.FailAsync(await _scene.ClaimOneAsync());

        Assert.Null(error.Content);
        Assert.Equal("its message was too large to keep", (await _scene.RetryAsync(error.Id)).Refused[error.Id]);
        var retry = await _store.RetryAsync(new RetryRequest([error.Id], Scene.Bytes("{}")), _scene.Now, Token);
        Assert.Equal([error.Id], retry.Retried);
    }

    [Fact]
    public async Task Text_with_any_character_comes_back_as_it_was()
    {
        const string Text = "zero \0 quote ' line \n ünïcode 漢字 🙂 %s ; DROP TABLE messages; --";
        await _store.EnqueueAsync([new Intake(Text, Scene.Trigger, [Scene.Message(Text) with { Run = "", Content = default }])], _scene.Now, Token);

        var claimed = await _scene.ClaimOneAsync();
        Assert.Equal((Text, "", 0), (claimed.Message.Id, claimed.Message.Run, claimed.Message.Content.Length));
        await _scene.ReboundAsync(claimed, TimeSpan.FromMinutes(1), Text);
        Assert.Equal(Text, (await _scene.MessageAsync()).Reason);
        var found = await _store.Queries.MessagesAsync(new MessageFilter(Id: Text, Reason: Text) { Now = _scene.Now }, Token);
        Assert.Single(found);
    }

    [Fact]
    public async Task What_is_handed_over_before_the_store_closes_is_written()
    {
        var writes = Enumerable.Range(0, 100).Select(number => _scene.SendAsync($"m{number}")).ToList();
        await _store.DisposeAsync();
        Assert.All(await Task.WhenAll(writes), added => Assert.Equal(1, added));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _scene.SendAsync("late"));

        using var reading = SqliteDatabase.Open(_folder.File(), readOnly: true, TimeSpan.FromSeconds(1));
        using var row = reading.Composed("SELECT count(*) FROM messages").Query();
        Assert.True(row.Read());
        Assert.Equal(100, row.Int64(0));
    }

    [Fact]
    public async Task Pruning_in_pieces_counts_all_of_them()
    {
        var line = new StepLogLine(Scene.Map, "m", "run", "thread", _scene.Now, StepLogLevel.Info, "text");
        await _store.AppendLogsAsync([.. Enumerable.Repeat(line, 12_000)]);
        _scene.Now += TimeSpan.FromDays(8);

        Assert.Equal(12_000, (await _store.PruneAsync(Retention.Default, _scene.Now, Token)).Logs);
    }

    [Fact]
    public async Task An_error_that_goes_deep_is_kept_whole()
    {
        var error = Enumerable.Range(0, 50).Aggregate(new StepError("Error", "root"), (cause, depth) => new StepError("Error", $"level {depth}") { Cause = cause });
        await _store.CommitAsync(_scene.Failing(await _scene.WorkAsync(), error));

        Assert.Equal(error, Assert.Single(await _scene.ErrorsAsync()).Error);
    }

    [Fact]
    public async Task A_reader_of_its_own_sees_what_is_committed()
    {
        await _scene.SendAsync("m");
        await using var queries = SqliteFlowQueries.Open(new SqliteStoreOptions(_folder.File()));

        Assert.Equal("m", Assert.Single(await queries.MessagesAsync(new MessageFilter { Now = _scene.Now }, Token)).Message.Id);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queries.FlowsAsync(new CancellationToken(canceled: true)));
    }

    private static async Task<bool> ChangedAsync(SqliteFlowStore store)
    {
        await store.LookElsewhereAsync();
        return store.ChangedElsewhere();
    }

    /// <summary>Hands verbs over while the writer is busy, so that they are written as one group.</summary>
    private async Task<IReadOnlyList<Task<int>>> OneGroupAsync(params Func<Task<int>>[] verbs)
    {
        using var started = new ManualResetEventSlim();
        using var handedOver = new ManualResetEventSlim();
        var busy = _store.WriteAsync(_ =>
        {
            started.Set();
            handedOver.Wait();
            return 0;
        });
        started.Wait(Token);
        var writes = verbs.Select(verb => verb()).ToList();
        handedOver.Set();
        await busy;
        return writes;
    }

    private Task<long> PagesAsync() => _store.WriteAsync(session => session.Database.Pragma("page_count"));

    private Task<long> LimitPagesAsync(long pages) => _store.WriteAsync(session => session.Database.Pragma($"max_page_count = {pages}"));
}
