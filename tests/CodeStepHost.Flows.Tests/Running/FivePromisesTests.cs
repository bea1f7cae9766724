using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>The promises that stand above all else.</summary>
public sealed class FivePromisesTests
{
    // 1. A rebound is local.
    [Fact]
    public async Task A_rebound_runs_no_other_step_again_neither_before_nor_after_nor_beside()
    {
        var rebounds = 3;
        await using var bed = await new FlowTestBed()
            .On("select", StepBodies.Pass).On("beside", StepBodies.Nothing).On("insert", StepBodies.Nothing)
            .On("check", async (execution, stop) => rebounds-- > 0 ? await StepBodies.Rebound(execution, stop) : await StepBodies.Pass(execution, stop))
            .WithFlowAsync("f", Step("select", "check", "beside"), Step("check", "insert"), Step("beside"), Step("insert"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "check")).Rebounded == 1);
        bed.Time.Advance(TimeSpan.FromMinutes(10));
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "check")).Rebounded == 2);
        bed.Time.Advance(TimeSpan.FromMinutes(10));
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "check")).Rebounded == 3);
        bed.Time.Advance(TimeSpan.FromMinutes(10));
        await bed.UntilAsync(async () => (await bed.CountsAsync()).Sum(step => step.Done) == 4);

        Assert.Equal(["beside", "check", "check", "check", "check", "insert", "select"], bed.Ran.Order());
        Assert.Empty(await bed.ErrorsAsync(null));
    }

    [Fact]
    public async Task A_rebound_parks_the_original_message_of_its_own_step()
    {
        await using var bed = await new FlowTestBed().On("check", StepBodies.Rebound).WithFlowAsync("f", Step("check"));
        await bed.SendAsync("f", new { a = 1 });
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);

        var parked = Assert.Single(await bed.ParkedAsync());
        Assert.Equal("f/check", parked.Message.Address.ToString());
        Assert.Equal("""{"a":1}""", BodyOf(parked.Message.Content));
        Assert.Equal("not yet", parked.Reason);
        Assert.Equal(1, parked.Rebounds);
    }

    // 2. Real errors pass through.
    [Fact]
    public async Task A_failing_select_is_recorded_once_as_it_is_and_never_rebounded_while_steps_around_it_rebound()
    {
        await using var bed = await new FlowTestBed()
            .On("before", async (execution, stop) =>
            {
                await StepBodies.Pass(execution, stop);
                return await StepBodies.Rebound(execution, stop);
            })
            .On("select", StepBodies.FailSelect)
            .On("handler", StepBodies.Rebound)
            .WithFlowAsync("f", Step("before", "select"), Step("select") with { OnError = "handler" }, Step("handler"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 2);

        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal(StepBodies.SelectFailed, error.Error);
        Assert.Equal("f/select", error.Address.ToString());
        Assert.Equal(1, error.Attempt);
        Assert.Equal(["before", "handler"], (await bed.ParkedAsync()).Select(row => row.Message.Address.Step).Order());
        Assert.Equal(0, (await bed.CountsOfAsync("f", "select")).Rebounded);
        Assert.Single(bed.Ran, "select");
    }

    // 3. Nothing is lost.
    [Fact]
    public async Task A_message_interrupted_by_the_end_of_its_host_is_given_back_uncounted()
    {
        var begun = new TaskCompletionSource();
        await using var bed = await new FlowTestBed()
            .On("slow", async (execution, stop) =>
            {
                await StepBodies.Pass(execution, stop);
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return new ComponentEnd.Completed();
            })
            .WithFlowAsync("f", Step("slow", "next"), Step("next"));
        await bed.SendAsync("f", 1);
        bed.Start();
        await begun.Task;
        await bed.StopAsync(interrupt: true);

        var counts = await bed.CountsOfAsync("f", "slow");
        Assert.Equal((1, 0), (counts.Waiting, counts.Running));
        var row = Assert.Single(await bed.Store.MessagesAsync(new MessageFilter { Now = bed.Time.GetUtcNow() }, CancellationToken.None));
        Assert.Equal("slow", row.Message.Address.Step);
        Assert.Equal(0, row.Attempt);
    }

    [Fact]
    public async Task A_message_whose_host_fell_silent_runs_again_when_its_lease_is_over()
    {
        await using var bed = await new FlowTestBed().On("step", StepBodies.Nothing).WithFlowAsync("f", Step("step"));
        await bed.SendAsync("f", 1);
        var now = bed.Time.GetUtcNow();
        var dead = await bed.Store.ClaimAsync(new ClaimRequest(new("f", "step"), 1, "a host that died", now, now + LeaseKeeper.Lease), CancellationToken.None);
        Assert.Single(dead.Messages);

        bed.Start();
        bed.Time.Advance(LeaseKeeper.Lease + TimeSpan.FromSeconds(11));
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "step")).Done == 1);

        var execution = Assert.Single(await bed.Store.ExecutionsAsync(new ExecutionFilter(), CancellationToken.None));
        Assert.Equal(2, execution.Attempt);
    }

    // 4. Ten rebounds.
    [Fact]
    public async Task A_message_may_rebound_ten_times_and_the_eleventh_is_an_error_with_the_last_reason()
    {
        await using var bed = await new FlowTestBed().On("check", StepBodies.Rebound).WithFlowAsync("f", Step("check"));
        await bed.SendAsync("f", 1);
        bed.Start();
        var waits = new List<TimeSpan>();
        for (var number = 1; number <= 10; number++)
        {
            await bed.UntilAsync(async () => (await bed.ParkedAsync()).Any(row => row.Rebounds == number));
            var parked = Assert.Single(await bed.ParkedAsync());
            waits.Add(parked.DueAt - parked.ParkedAt!.Value);
            bed.Time.Advance(parked.DueAt - bed.Time.GetUtcNow());
        }

        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        Assert.Equal(TimeSpan.FromMinutes(1), waits[0]);
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        var error = Assert.Single(await bed.ErrorsAsync()).Error;
        Assert.Equal(("Rebound limit exceeded", ErrorCodes.ReboundLimit, "not yet"), (error.Message, error.Code, error.Cause?.Message));
        Assert.Equal(11, bed.Ran.Count);
        Assert.Empty(await bed.ParkedAsync());
    }

    // 5. Retry is a person's decision.
    [Fact]
    public async Task A_failed_message_waits_for_a_person_and_a_retry_runs_exactly_it_in_exactly_its_step_again()
    {
        var fails = true;
        await using var bed = await new FlowTestBed()
            .On("before", StepBodies.Pass)
            .On("select", async (execution, stop) => fails ? await StepBodies.FailSelect(execution, stop) : await StepBodies.Pass(execution, stop))
            .On("after", StepBodies.Nothing)
            .WithFlowAsync("f", Step("before", "select"), Step("select", "after"), Step("after"));
        await bed.SendAsync("f", 7);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        bed.Time.Advance(TimeSpan.FromDays(1));
        await bed.UntilIdleAsync();
        Assert.Equal(["before", "select"], bed.Ran);

        fails = false;
        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal([error.Id], (await bed.Store.RetryAsync(new RetryRequest([error.Id]), bed.Time.GetUtcNow(), CancellationToken.None)).Retried);
        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "after")).Done == 1);

        Assert.Equal(["before", "select", "select", "after"], bed.Ran);
        Assert.Empty(await bed.ErrorsAsync());
        Assert.Equal(ErrorState.Retried, Assert.Single(await bed.ErrorsAsync(null)).State);
    }

    [Theory]
    [InlineData(FlowState.Stopped)]
    [InlineData(FlowState.Suspended)]
    public async Task A_retry_is_refused_while_the_flow_is_not_active(FlowState state)
    {
        await using var bed = await new FlowTestBed().On("select", StepBodies.FailSelect).WithFlowAsync("f", Step("select"));
        await bed.SendAsync("f", 7);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        await bed.Store.SetFlowStateAsync("f", state, bed.Time.GetUtcNow(), CancellationToken.None);

        var error = Assert.Single(await bed.ErrorsAsync());
        var retry = await bed.Store.RetryAsync(new RetryRequest([error.Id]), bed.Time.GetUtcNow(), CancellationToken.None);
        Assert.Empty(retry.Retried);
        Assert.Equal("flow is not active", retry.Refused[error.Id]);
        Assert.Single(await bed.ErrorsAsync());
        Assert.Single(bed.Ran, "select");
    }
}
