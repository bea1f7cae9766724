using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

internal sealed partial class FlowStoreConformance
{
    public async Task A_real_error_is_recorded_as_it_is_with_its_message()
    {
        var claimed = await scene.WorkAsync();
        var error = new StepError("PostgresException", "relation \"x\" does not exist")
        {
            Code = "42P01",
            StatusCode = 500,
            Stack = "at map.js:3:7",
            Cause = new StepError("Error", "the cause") { Code = "inner" },
            File = "map.js",
            Line = 3,
            Column = 7,
            Details = new Dictionary<string, string> { ["sql"] = "select * from x where id = @id" },
        };
        await scene.Store.CommitAsync(scene.Failing(claimed, error));

        Assert.Empty(await scene.QueueAsync());
        var row = Assert.Single(await scene.ErrorsAsync());
        Assert.Equal(error with { Details = null }, row.Error with { Details = null });
        Assert.Equal(error.Details, row.Error.Details);
        Assert.Equal((Scene.Map, 1, "m", "run-m", "thread-m", 1, scene.Now), (row.Address, row.FlowVersion, row.MessageId, row.Run, row.Thread, row.Attempt, row.At));
        Assert.Equal((ErrorState.Open, ErrorFingerprint.Of(Scene.Map, error)), (row.State, row.Fingerprint));
        Assert.Null(row.ClosedAt);
        Assert.Null(row.RetryOf);
        Assert.Equal(Scene.Text(Scene.Message("m").Content), Scene.Text(row.Content));
        Assert.Equal(row.Id, (await scene.Queries.ErrorAsync(row.Id, default))?.Id);
    }

    public async Task What_a_failed_execution_depended_on_is_kept_with_its_errors()
    {
        var recorded = scene.Failing(await scene.WorkAsync("a"), new StepError("Error", "one"), new StepError("Error", "two"));
        await scene.Store.CommitAsync(recorded with { Recording = """{"seed":7}"""u8.ToArray() });
        await scene.FailAsync(await scene.WorkAsync("b"), "three");

        foreach (var error in await scene.ErrorsAsync())
            Assert.Equal(error.MessageId == "a" ? """{"seed":7}""" : "", Scene.Text(await scene.Queries.RecordingAsync(error.Id, default)));
        Assert.True((await scene.Queries.RecordingAsync(999, default)).IsEmpty);
    }

    public async Task A_failed_message_without_an_error_record_is_refused_because_it_would_be_lost()
    {
        var claimed = await scene.WorkAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Fail([], KeepEmissions: true))));
        Assert.Equal(["m"], await scene.QueueAsync());

        await scene.Store.CommitAsync(scene.Commit(claimed, new Disposition.Fail([new StepError("Error", "from the disposition")], KeepEmissions: true)));
        Assert.Equal("from the disposition", Assert.Single(await scene.ErrorsAsync()).Error.Message);
    }

    public async Task An_error_s_handler_message_knows_the_error()
    {
        var claimed = await scene.WorkAsync();
        var commit = scene.Failing(claimed, new StepError("Error", "one"), new StepError("Error", "two"));
        await scene.Store.CommitAsync(commit with { Errors = [.. commit.Errors.Select(error => error with { Handler = Scene.Message("tell " + error.Error.Message, Scene.Load) })] });

        var errors = (await scene.ErrorsAsync()).ToDictionary(error => error.Error.Message, error => error.Id);
        var handlers = await scene.ClaimAsync(from: Scene.Load);
        Assert.Equal([("tell one", errors["one"]), ("tell two", errors["two"])], handlers.Select(handler => (handler.Message.Id, handler.Message.HandlesError ?? 0)));

        await scene.Store.CommitAsync(scene.Failing(handlers[0], new StepError("Error", "the handler's own")));
        Assert.Equal(errors["one"], (await scene.ErrorsAsync()).Single(error => error.Error.Message == "the handler's own").HandlesError);
    }

    public async Task An_error_handler_closes_the_error_that_it_handles_and_no_other()
    {
        var other = await scene.FailAsync(await scene.WorkAsync("other"));
        var claimed = await scene.WorkAsync();
        var failing = scene.Failing(claimed, new StepError("Error", "one"));
        await scene.Store.CommitAsync(failing with { Errors = [failing.Errors[0] with { Handler = Scene.Message("h", Scene.Load) }] });
        var handler = await scene.ClaimOneAsync(Scene.Load);
        scene.Now += TimeSpan.FromSeconds(1);
        await scene.Store.CommitAsync(scene.Commit(handler, new Disposition.Acknowledge()) with { ClosesHandledError = true });

        Assert.Equal([other.Id], (await scene.ErrorsAsync()).Select(error => error.Id));
        var closed = Assert.Single(await scene.ErrorsAsync(ErrorState.Handled));
        Assert.Equal(handler.Message.HandlesError, closed.Id);
        Assert.Equal(scene.Now, closed.ClosedAt);
    }

    public async Task A_handler_that_does_not_say_so_leaves_the_error_open()
    {
        var claimed = await scene.WorkAsync();
        var failing = scene.Failing(claimed, new StepError("Error", "one"));
        await scene.Store.CommitAsync(failing with { Errors = [failing.Errors[0] with { Handler = Scene.Message("h", Scene.Load) }] });
        await scene.AcknowledgeAsync(await scene.ClaimOneAsync(Scene.Load));

        Assert.Single(await scene.ErrorsAsync());
    }

    public async Task A_retry_runs_exactly_that_message_in_exactly_that_step_again()
    {
        var error = await scene.FailAsync(await scene.WorkAsync());
        scene.Now += TimeSpan.FromHours(1);

        var result = await scene.RetryAsync(error.Id);

        Assert.Equal([error.Id], result.Retried);
        Assert.Empty(result.Refused);
        Assert.Single(await scene.MessagesAsync());
        var again = await scene.ClaimOneAsync();
        Assert.Equal(("m", "run-m", "thread-m", 2, 0, scene.Now), (again.Message.Id, again.Message.Run, again.Message.Thread, again.Attempt, again.Rebounds, again.EnqueuedAt));
        Assert.Equal("""{"body":{"id":"m"},"headers":{"retry":true}}""", Scene.Text(again.Message.Content));
        Assert.Empty(await scene.ErrorsAsync());
        Assert.Equal((ErrorState.Retried, scene.Now), ((await scene.ErrorsAsync(state: null))[0].State, (await scene.ErrorsAsync(state: null))[0].ClosedAt));
    }

    public async Task A_retry_keeps_every_other_byte_of_the_message()
    {
        const string Content = """{"id":"m","body":{"price":1.10,"big":12345678901234567890,"name":"Zoë \u00e9","list":[1, 2]},"headers":{"a":"ü","retry":false}}""";
        await scene.Store.EnqueueAsync([new Intake("m", Scene.Trigger, [Scene.Message("m", content: Content)])], scene.Now, default);
        await scene.RetryAsync((await scene.FailAsync(await scene.ClaimOneAsync())).Id);

        Assert.Equal(
            """{"id":"m","body":{"price":1.10,"big":12345678901234567890,"name":"Zoë \u00e9","list":[1, 2]},"headers":{"a":"ü","retry":true}}""",
            Scene.Text((await scene.ClaimOneAsync()).Message.Content));
    }

    public async Task A_retry_is_refused_while_the_flow_is_not_active()
    {
        var error = await scene.FailAsync(await scene.WorkAsync());
        await scene.StateAsync(FlowState.Stopped);

        var result = await scene.RetryAsync(error.Id);

        Assert.Empty(result.Retried);
        Assert.Equal("flow is not active", result.Refused[error.Id]);
        Assert.Empty(await scene.QueueAsync());
        Assert.Single(await scene.ErrorsAsync());
    }

    public async Task A_retry_happens_once_and_says_what_it_refused()
    {
        var error = await scene.FailAsync(await scene.WorkAsync());
        await scene.RetryAsync(error.Id);

        var again = await scene.RetryAsync(error.Id, 4711);

        Assert.Empty(again.Retried);
        Assert.Equal("is not open", again.Refused[error.Id]);
        Assert.Equal("does not exist", again.Refused[4711]);
        Assert.Single(await scene.QueueAsync());
    }

    public async Task A_retry_closes_all_errors_of_that_execution_and_sends_the_message_once()
    {
        await scene.Store.CommitAsync(scene.Failing(await scene.WorkAsync(), new StepError("Error", "one"), new StepError("Error", "two")));
        var errors = (await scene.ErrorsAsync()).Select(error => error.Id).Order().ToArray();
        Assert.Equal(2, errors.Length);

        Assert.Equal(errors, (await scene.RetryAsync(errors)).Retried);

        Assert.Single(await scene.QueueAsync());
        Assert.Empty(await scene.ErrorsAsync());
    }

    public async Task A_retry_that_fails_again_is_a_new_error_that_names_the_former()
    {
        var first = await scene.FailAsync(await scene.WorkAsync());
        await scene.RetryAsync(first.Id);

        var second = await scene.FailAsync(await scene.ClaimOneAsync());

        Assert.Equal((first.Id, 2, ErrorState.Open), (second.RetryOf, second.Attempt, second.State));
        Assert.True(second.Id > first.Id);
        await scene.RetryAsync(second.Id);
        Assert.Equal(3, (await scene.ClaimOneAsync()).Attempt);
    }

    public async Task A_retry_uses_the_current_version_unless_told_to_use_the_old_one()
    {
        var first = await scene.FailAsync(await scene.WorkAsync("a"));
        var second = await scene.FailAsync(await scene.WorkAsync("b"));
        await scene.Store.DeployAsync(Scene.Package("v2"), moveQueued: false, scene.Now, default);

        await scene.RetryAsync(first.Id);
        await scene.Store.RetryAsync(new RetryRequest([second.Id], OldVersion: true), scene.Now, default);

        Assert.Equal([("a", 2), ("b", 1)], (await scene.ClaimAsync()).Select(message => (message.Message.Id, message.Message.FlowVersion)));
    }

    public async Task A_retry_may_carry_an_edited_message()
    {
        var first = await scene.FailAsync(await scene.WorkAsync("a"));
        var second = await scene.FailAsync(await scene.WorkAsync("b"));
        var refused = await scene.Store.RetryAsync(new RetryRequest([first.Id], Scene.Bytes("not json")), scene.Now, default);
        Assert.Equal("the edited message is not a JSON object", refused.Refused[first.Id]);
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Store.RetryAsync(new RetryRequest([first.Id, second.Id], Scene.Bytes("{}")), scene.Now, default));

        await scene.Store.RetryAsync(new RetryRequest([first.Id], Scene.Bytes("""{"body":"mended"}""")), scene.Now, default);

        Assert.Equal("""{"body":"mended","headers":{"retry":true}}""", Scene.Text((await scene.ClaimOneAsync()).Message.Content));
    }

    public async Task A_retried_handler_message_still_knows_its_error()
    {
        var claimed = await scene.WorkAsync();
        var failing = scene.Failing(claimed, new StepError("Error", "one"));
        await scene.Store.CommitAsync(failing with { Errors = [failing.Errors[0] with { Handler = Scene.Message("h", Scene.Load) with { ReplyTo = "caller", Parent = "m" } }] });
        var handler = await scene.ClaimOneAsync(Scene.Load);
        var error = await scene.FailAsync(handler);
        await scene.RetryAsync(error.Id);

        var again = await scene.ClaimOneAsync(Scene.Load);
        Assert.Equal(handler.Message with { Content = default }, again.Message with { Content = default });
    }

    public async Task Errors_are_listed_newest_first_by_flow_step_state_group_and_time()
    {
        await scene.ActivateAsync("invoices");
        await scene.FailAsync(await scene.WorkAsync("a"), "row 1 is wrong");
        scene.Now += TimeSpan.FromMinutes(1);
        await scene.FailAsync(await scene.WorkAsync("b"), "row 22 is wrong");
        var elsewhere = new StepAddress("invoices", "map");
        await scene.SendToAsync(elsewhere, "c");
        await scene.FailAsync(await scene.ClaimOneAsync(elsewhere), "row 3 is wrong");

        var all = await scene.Queries.ErrorsAsync(new ErrorFilter(), default);
        Assert.Equal(["c", "b", "a"], all.Select(error => error.MessageId));
        Assert.Equal(["b", "a"], await IdsAsync(new ErrorFilter(Scene.Flow)));
        Assert.Empty(await IdsAsync(new ErrorFilter(Scene.Flow, "load")));
        Assert.Equal(["b", "a"], await IdsAsync(new ErrorFilter(Fingerprint: all[1].Fingerprint)));
        Assert.Equal(["c", "b"], await IdsAsync(new ErrorFilter(Since: scene.Now)));
        Assert.Empty(await IdsAsync(new ErrorFilter(State: ErrorState.Handled)));
        Assert.Equal(["c"], await IdsAsync(new ErrorFilter(Limit: 1)));
        Assert.Null(await scene.Queries.ErrorAsync(4711, default));

        async Task<string[]> IdsAsync(ErrorFilter filter) => [.. (await scene.Queries.ErrorsAsync(filter, default)).Select(error => error.MessageId)];
    }

    public async Task What_is_left_for_a_caller_and_the_first_error_that_was_not_retried_can_be_asked()
    {
        foreach (var (id, caller) in new[] { ("a", "caller"), ("b", "caller"), ("c", "other"), ("d", null) })
            await scene.Store.EnqueueAsync([new Intake(id, Scene.Trigger, [Scene.Message(id, Scene.Map) with { ReplyTo = caller }])], scene.Now, default);
        Assert.Equal(["a", "b"], await LeftAsync("caller"));
        Assert.Null(await FirstErrorAsync("caller"));

        var claimed = await scene.ClaimAsync();
        Assert.Equal(["a", "b"], await LeftAsync("caller"));
        await scene.FailAsync(claimed[2]);
        await scene.FailAsync(claimed[3]);
        Assert.Null(await FirstErrorAsync("caller"));
        var first = await scene.FailAsync(claimed[1], "first");
        await scene.AcknowledgeAsync(claimed[0], Scene.Message("e", Scene.Load) with { ReplyTo = "caller" });
        Assert.Equal(["e"], await LeftAsync("caller"));
        await scene.FailAsync(await scene.ClaimOneAsync(Scene.Load), "second");
        Assert.Empty(await LeftAsync("caller"));
        Assert.Equal("first", await FirstErrorAsync("caller"));

        await scene.RetryAsync(first.Id);
        Assert.Equal(["b"], await LeftAsync("caller"));
        Assert.Equal("second", await FirstErrorAsync("caller"));
        Assert.Equal("caller", (await scene.ClaimOneAsync()).Message.ReplyTo);

        async Task<string[]> LeftAsync(string caller)
        {
            var left = await scene.Queries.MessagesAsync(new MessageFilter { Now = scene.Now, ReplyTo = caller }, default);
            Assert.Equal(left.Count > 0, await scene.Queries.CanReplyAsync(caller, default));
            return [.. left.Select(row => row.Message.Id)];
        }

        async Task<string?> FirstErrorAsync(string caller) => (await scene.Queries.ErrorsAsync(new ErrorFilter(State: null) { FirstOfCaller = caller }, default)).SingleOrDefault()?.Error.Message;
    }

    public async Task What_became_of_a_retry_can_be_asked()
    {
        await scene.SendAsync("a", "b");
        var claimed = await scene.ClaimAsync();
        var (first, second) = (await scene.FailAsync(claimed[0]), await scene.FailAsync(claimed[1]));
        await scene.RetryAsync(first.Id, second.Id);
        Assert.Equal(RetryState.AtWork, await scene.RetryStateAsync(first.Id));
        var again = await scene.ClaimAsync();
        Assert.Equal(RetryState.AtWork, await scene.RetryStateAsync(first.Id));
        await scene.AcknowledgeAsync(again[0], Scene.Message("next", Scene.Load));
        await scene.ReboundAsync(again[1], TimeSpan.FromMinutes(1));
        Assert.Equal((RetryState.Done, RetryState.Parked), (await scene.RetryStateAsync(first.Id), await scene.RetryStateAsync(second.Id)));
        await scene.SteerAsync(ReboundAction.Hold, (await scene.MessageAsync()).Key);
        Assert.Equal(RetryState.Parked, await scene.RetryStateAsync(second.Id));

        await scene.SteerAsync(ReboundAction.Release, (await scene.MessageAsync()).Key);
        var failed = await scene.FailAsync(await scene.ClaimOneAsync());
        await scene.RetryAsync(failed.Id);
        Assert.Equal((RetryState.Failed, RetryState.AtWork), (await scene.RetryStateAsync(second.Id), await scene.RetryStateAsync(failed.Id)));
        Assert.Empty(await scene.Queries.RetryStatesAsync([], scene.Now, default));
    }

    public async Task A_group_keeps_what_was_said_of_it_last_and_can_be_left_out()
    {
        await scene.SendAsync("a", "b");
        var claimed = await scene.ClaimAsync();
        var (first, second) = (await scene.FailAsync(claimed[0], "one trouble"), await scene.FailAsync(claimed[1], "another trouble"));
        await scene.Store.MarkGroupAsync(new GroupMark(first.Fingerprint, "ask Ada", MutedUntil: null), default);
        await scene.Store.MarkGroupAsync(new GroupMark(first.Fingerprint, "asked Ada", scene.Now.AddHours(1)), default);
        Assert.Equal(new GroupMark(first.Fingerprint, "asked Ada", scene.Now.AddHours(1)), Assert.Single(await scene.Queries.GroupMarksAsync(default)));

        Assert.Equal([second.Id], (await scene.Queries.ErrorsAsync(new ErrorFilter { Except = [first.Fingerprint] }, default)).Select(error => error.Id));
        Assert.Equal(2, (await scene.ErrorsAsync()).Count);
        await scene.Store.MarkGroupAsync(new GroupMark(first.Fingerprint, null, null), default);
        Assert.Empty(await scene.Queries.GroupMarksAsync(default));
    }
}
