using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

public sealed class StepRunnerTests
{
    private static readonly StepError Boom = new("Error", "boom");

    private static Emission.Data Data(object body) => new(Content(body));

    [Fact]
    public async Task Messages_of_a_step_keep_their_order_however_many_are_handed_over_ahead()
    {
        var seen = new List<string>();
        await using var bed = await new FlowTestBed { Depth = 32 }
            .On("first", StepBodies.Pass)
            .On("second", (execution, _) =>
            {
                seen.Add(BodyOf(execution));
                return StepBodies.Ended();
            })
            .WithFlowAsync("f", Step("first", "second"), Step("second"));
        await bed.SendAsync("f", [.. Enumerable.Range(0, 500).Cast<object>()]);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "second")).Done == 500);
        Assert.Equal(Enumerable.Range(0, 500).Select(number => number.ToString()), seen);
    }

    [Fact]
    public async Task Parked_messages_do_not_block_the_others_of_their_step()
    {
        await using var bed = await new FlowTestBed()
            .On("check", async (execution, stop) => BodyOf(execution) == "0" ? await StepBodies.Rebound(execution, stop) : await StepBodies.Pass(execution, stop))
            .WithFlowAsync("f", Step("check"));
        await bed.SendAsync("f", 0, 1, 2, 3);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "check")).Done == 3);
        Assert.Single(await bed.ParkedAsync());
    }

    [Fact]
    public async Task What_a_script_emits_before_it_throws_leaves_the_step_never()
    {
        await using var bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                await execution.Emissions.EmitAsync(Data(1), stop);
                await execution.Emissions.EmitAsync(new Emission.Snapshot("5"u8.ToArray()), stop);
                return new ComponentEnd.Threw(Boom);
            })
            .On("next", StepBodies.Nothing)
            .WithFlowAsync("f", Step("step", "next"), Step("next"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        await bed.UntilIdleAsync();
        Assert.Equal(["step"], bed.Ran);
        Assert.Null(await bed.Store.SnapshotAsync(new StepAddress("f", "step"), CancellationToken.None));
    }

    [Fact]
    public async Task What_a_script_emits_is_kept_when_it_also_emits_an_error_and_the_message_fails()
    {
        await using var bed = await new FlowTestBed()
            .On("step", StepBodies.Emit(Data(1), new Emission.Error(Boom), new Emission.Error(Boom with { Message = "again" }), Data(2)))
            .On("next", StepBodies.Nothing)
            .WithFlowAsync("f", Step("step", "next"), Step("next"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "next")).Done == 2);
        Assert.Equal(["boom", "again"], (await bed.ErrorsAsync()).OrderBy(error => error.Id).Select(error => error.Error.Message));
        Assert.Equal((0, 1), ((await bed.CountsOfAsync("f", "step")).Done, (await bed.CountsOfAsync("f", "step")).Failed));
    }

    [Fact]
    public async Task Only_what_came_before_a_rebound_is_kept_when_the_script_throws_after_it()
    {
        var kept = new List<string>();
        var throws = true;
        await using var bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                await StepBodies.Emit(Data("before"), new Emission.Snapshot("1"u8.ToArray()), new Emission.Rebound("why"), Data("after"), new Emission.Snapshot("2"u8.ToArray()))(execution, stop);
                return throws ? new ComponentEnd.Threw(Boom) : new ComponentEnd.Completed();
            })
            .On("next", (execution, _) =>
            {
                kept.Add(BodyOf(execution));
                return StepBodies.Ended();
            })
            .WithFlowAsync("f", Step("step", "next"), Step("next"));
        bed.UsingSnapshot.Add("step");
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "next")).Done == 1);
        await bed.UntilIdleAsync();
        Assert.Equal(["before"], kept);
        Assert.Equal("1", Text((await bed.Store.SnapshotAsync(new StepAddress("f", "step"), CancellationToken.None))!.Value));
        Assert.Empty(await bed.ErrorsAsync(null));

        throws = false;
        bed.Time.Advance(TimeSpan.FromMinutes(2));
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "next")).Done == 3);
        Assert.Equal(["before", "before", "after"], kept);
    }

    [Fact]
    public async Task Two_rebounds_in_one_execution_park_one_message_with_the_first_reason()
    {
        await using var bed = await new FlowTestBed()
            .On("step", StepBodies.Emit(new Emission.Rebound("first"), new Emission.Rebound("second")))
            .WithFlowAsync("f", Step("step"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count > 0);
        Assert.Equal("first", Assert.Single(await bed.ParkedAsync()).Reason);
    }

    [Fact]
    public async Task A_hundred_thousand_emissions_are_staged_and_appear_in_order_with_the_commit()
    {
        const int Count = 100_000;
        await using var bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                var content = Content(1);
                for (var number = 0; number < Count; number++)
                    await execution.Emissions.EmitAsync(new Emission.Data(content, number.ToString()), stop);
                return new ComponentEnd.Completed();
            })
            .WithFlowAsync("f", Step("step", "next"), Step("next"));
        bed.On("next", StepBodies.Nothing);
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 1);
        await bed.StopAsync(interrupt: true);
        var counts = await bed.CountsOfAsync("f", "next");
        Assert.Equal(Count, counts.Waiting + counts.Done);
    }

    [Fact]
    public async Task Each_message_of_a_step_sees_the_snapshot_that_the_former_one_left()
    {
        var seen = new List<string>();
        await using var bed = await new FlowTestBed { Depth = 32 }
            .On("count", async (execution, stop) =>
            {
                var before = Text(execution.Snapshot);
                seen.Add(before);
                await execution.Emissions.EmitAsync(new Emission.Snapshot(System.Text.Encoding.UTF8.GetBytes(before.Length == 0 ? "1" : $"{int.Parse(before) + 1}")), stop);
                return new ComponentEnd.Completed();
            })
            .WithFlowAsync("f", Step("count"));
        bed.UsingSnapshot.Add("count");
        await bed.SendAsync("f", 1, 2, 3, 4);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "count")).Done == 4);
        Assert.Equal(["", "1", "2", "3"], seen);
        Assert.Equal(4, (await bed.Store.SnapshotAsync(new StepAddress("f", "count"), CancellationToken.None))!.Version);
    }

    [Fact]
    public async Task A_message_runs_again_when_a_person_changed_the_snapshot_while_it_ran()
    {
        var seen = new List<string>();
        FlowTestBed bed = null!;
        await using var running = bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                seen.Add(Text(execution.Snapshot));
                if (seen.Count == 1)
                    await bed.Store.WriteSnapshotAsync(new SnapshotWrite(new StepAddress("f", "step"), 0, "9"u8.ToArray(), "a person"), bed.Time.GetUtcNow(), stop);
                return await StepBodies.Emit(new Emission.Snapshot("1"u8.ToArray()))(execution, stop);
            })
            .WithFlowAsync("f", Step("step"));
        bed.UsingSnapshot.Add("step");
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 1);
        Assert.Equal(["", "9"], seen);
    }

    [Fact]
    public async Task An_error_step_gets_the_error_and_the_failed_message_in_both_shapes()
    {
        var told = string.Empty;
        await using var bed = await new FlowTestBed()
            .On("step", (_, _) => Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(Boom with { Code = "E1", Stack = "at step.js:1:2", Cause = new StepError("Error", "deeper") })))
            .On("handler", (execution, _) =>
            {
                told = BodyOf(execution);
                return StepBodies.Ended();
            })
            .WithFlowAsync("f", Step("step") with { OnError = "handler" }, Step("handler"));
        await bed.SendAsync("f", new { a = 1 });
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "handler")).Done == 1);
        Assert.Equal(
            """{"error":{"name":"Error","message":"boom","stack":"at step.js:1:2","code":"E1","step":"step","cause":{"name":"Error","message":"deeper","stack":"Not Available"}},"errorInput":{"body":{"a":1},"headers":{},"content":{"body":{"a":1},"headers":{}},"properties":{"headers":{}}}}""",
            told);
        Assert.Equal(ErrorState.Open, Assert.Single(await bed.ErrorsAsync()).State);
    }

    [Fact]
    public async Task An_error_step_that_says_handled_closes_the_error()
    {
        await using var bed = await new FlowTestBed()
            .On("step", StepBodies.FailSelect).On("handler", StepBodies.Emit(new Emission.Handled()))
            .WithFlowAsync("f", Step("step") with { OnError = "handler" }, Step("handler"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "handler")).Done == 1);
        Assert.Empty(await bed.ErrorsAsync());
        Assert.Equal(ErrorState.Handled, Assert.Single(await bed.ErrorsAsync(null)).State);
    }

    [Fact]
    public async Task A_failing_error_step_and_the_steps_after_it_record_their_own_errors_and_call_no_handler()
    {
        await using var bed = await new FlowTestBed()
            .On("step", StepBodies.FailSelect)
            .On("handler", async (execution, stop) => await StepBodies.Emit(Data(1), new Emission.Error(Boom))(execution, stop))
            .On("after", StepBodies.FailSelect)
            .WithFlowAsync("f", Step("step") with { OnError = "handler" }, Step("handler", "after") with { OnError = "handler" }, Step("after") with { OnError = "handler" });
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 3);
        await bed.UntilIdleAsync();
        Assert.Equal(["step", "handler", "after"], bed.Ran);
    }

    [Fact]
    public async Task A_stopped_flow_keeps_its_messages_and_a_rebound_comes_due_when_it_starts_again()
    {
        var rebounds = true;
        await using var bed = await new FlowTestBed()
            .On("step", async (execution, stop) => rebounds ? await StepBodies.Rebound(execution, stop) : await StepBodies.Pass(execution, stop))
            .WithFlowAsync("f", Step("step"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);
        await bed.Store.SetFlowStateAsync("f", FlowState.Stopped, bed.Time.GetUtcNow(), CancellationToken.None);
        rebounds = false;
        bed.Time.Advance(TimeSpan.FromHours(1));
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Waiting == 1);
        Assert.Single(bed.Ran);

        await bed.Store.SetFlowStateAsync("f", FlowState.Active, bed.Time.GetUtcNow(), CancellationToken.None);
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 1);
    }

    [Fact]
    public async Task A_message_for_a_step_that_its_flow_version_does_not_have_fails_with_a_clear_error()
    {
        await using var bed = await new FlowTestBed().On("step", StepBodies.Nothing).WithFlowAsync("f", Step("step"));
        var message = new NewMessage { Id = "m", Address = new StepAddress("f", "gone"), FlowVersion = 1, Run = "r", Thread = "t", Content = Content(1) };
        await bed.Store.EnqueueAsync([new Intake("m", new StepAddress("f", "trigger"), [message])], bed.Time.GetUtcNow(), CancellationToken.None);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        var error = Assert.Single(await bed.ErrorsAsync()).Error;
        Assert.Equal(ErrorCodes.StepMissing, error.Code);
        Assert.StartsWith("Version 1 of flow f has no step gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_uses_its_snapshot_runs_one_message_at_a_time_whatever_its_concurrency()
    {
        var atOnce = 0;
        var most = 0;
        await using var bed = await new FlowTestBed()
            .On("count", async (execution, stop) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                await Task.Yield();
                var before = Text(execution.Snapshot);
                await execution.Emissions.EmitAsync(new Emission.Snapshot(System.Text.Encoding.UTF8.GetBytes(before.Length == 0 ? "1" : $"{int.Parse(before) + 1}")), stop);
                Interlocked.Decrement(ref atOnce);
                return new ComponentEnd.Completed();
            })
            .WithFlowAsync("f", Step("count") with { Concurrency = 4 });
        bed.UsingSnapshot.Add("count");
        await bed.SendAsync("f", [.. Enumerable.Range(0, 50).Cast<object>()]);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "count")).Done == 50);
        Assert.Equal(1, most);
        Assert.Equal("50", Text((await bed.Store.SnapshotAsync(new StepAddress("f", "count"), CancellationToken.None))!.Value));
        Assert.Equal(50, bed.Ran.Count);
    }

    [Fact]
    public async Task Messages_that_wait_behind_a_slow_one_keep_their_lease()
    {
        var slow = new TaskCompletionSource();
        await using var bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                if (BodyOf(execution) == "300")
                    await slow.Task.WaitAsync(stop);
                return await StepBodies.Nothing(execution, stop);
            })
            .WithFlowAsync("f", Step("step"));
        await bed.SendAsync("f", [.. Enumerable.Range(0, 600).Cast<object>()]);
        bed.Start();
        await bed.UntilAsync(() => Task.FromResult(bed.Ran.Count == 301));
        for (var third = 0; third < 12; third++)
        {
            var renewals = bed.Outage.Renewals;
            bed.Time.Advance(LeaseKeeper.Lease / 3);
            await bed.UntilAsync(() => Task.FromResult(bed.Outage.Renewals > renewals));
        }

        slow.SetResult();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 600);
        Assert.Equal(600, bed.Ran.Count);
        Assert.All(await bed.Store.ExecutionsAsync(new ExecutionFilter(Limit: 1000), CancellationToken.None), row => Assert.Equal(1, row.Attempt));
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_when_there_is_space_again_each_message_is_committed_once()
    {
        FlowTestBed bed = null!;
        await using var running = bed = await new FlowTestBed()
            .On("step", async (execution, stop) =>
            {
                bed.Outage.IsFull |= BodyOf(execution) == "3";
                return await StepBodies.Pass(execution, stop);
            })
            .On("next", StepBodies.Nothing)
            .WithFlowAsync("f", Step("step", "next"), Step("next"));
        await bed.SendAsync("f", 1, 2, 3, 4, 5);
        bed.Start();
        await bed.UntilAsync(() => Task.FromResult(bed.Outage.Refused > 20));
        Assert.True((await bed.CountsOfAsync("f", "step")).Done < 5);

        bed.Outage.IsFull = false;
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "next")).Done == 5);
        Assert.Equal(5, (await bed.CountsOfAsync("f", "step")).Done);
        Assert.Equal(5, bed.Ran.Count(step => step == "step"));
        Assert.Empty(await bed.ErrorsAsync(null));
    }

    [Fact]
    public async Task A_free_lane_takes_the_next_message_while_the_others_are_at_slow_ones()
    {
        var slow = new TaskCompletionSource();
        await using var bed = await new FlowTestBed { LooksOften = false }.On("step", SlowOn("slow", slow)).WithFlowAsync("f", Step("step") with { Concurrency = 3 });
        await bed.SendAsync("f", "slow", "slow");
        bed.Start();
        await bed.UntilAsync(() => Task.FromResult(bed.Ran.Count == 2));
        var sent = bed.Time.GetUtcNow();
        await bed.SendAsync("f", "quick", "quick too");
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 2);
        Assert.True(bed.Time.GetUtcNow() - sent < TimeSpan.FromSeconds(5), "The messages waited for a look that they did not need.");
        slow.SetResult();
    }

    [Fact]
    public async Task A_message_that_comes_while_there_is_no_room_is_claimed_as_soon_as_there_is()
    {
        var slow = new TaskCompletionSource();
        await using var bed = await new FlowTestBed { LooksOften = false }.On("step", SlowOn("slow", slow)).WithFlowAsync("f", Step("step"));
        await bed.SendAsync("f", [.. Enumerable.Range(0, 300).Cast<object>()]);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 300);
        await bed.SendAsync("f", ["slow", .. Enumerable.Range(0, 200).Cast<object>()]);
        await bed.UntilAsync(() => Task.FromResult(bed.Ran.Count == 301));
        await bed.SendAsync("f", "late");
        var heard = bed.Time.GetUtcNow() + TimeSpan.FromSeconds(1);
        await bed.UntilAsync(() => Task.FromResult(bed.Time.GetUtcNow() > heard));

        // No time passes from here on, so no look comes.
        slow.SetResult();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 502, timePasses: false);
    }

    private static FlowTestBed.StepBody SlowOn(string body, TaskCompletionSource slow) => async (execution, stop) =>
    {
        if (BodyOf(execution) == body)
            await slow.Task.WaitAsync(stop);
        return new ComponentEnd.Completed();
    };
}
