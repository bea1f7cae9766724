using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Tests.Running;

public sealed class HoldsTests
{
    private static readonly StepAddress Map = new("orders", "map");
    private static readonly StepDefinition Step = FlowTestBed.Step("map") with { Hold = new HoldPolicy(3, TimeSpan.FromMinutes(1)) };

    [Fact]
    public async Task A_step_that_fails_alike_holds_itself_and_its_messages_wait_uncounted()
    {
        await using var bed = await new FlowTestBed { Depth = 8 }.WithFlowAsync("orders", Step);
        bed.On("map", StepBodies.FailSelect);
        await bed.SendAsync("orders", [.. Enumerable.Range(0, 20)]);
        bed.Start();
        await HeldAsync(bed);

        Assert.Equal(3, (await bed.ErrorsAsync()).Count);
        var waiting = await bed.Store.MessagesAsync(new MessageFilter { Now = bed.Time.GetUtcNow() }, CancellationToken.None);
        Assert.Equal(17, waiting.Count);
        Assert.All(waiting, row => Assert.Equal((MessageState.Waiting, 0), (row.State, row.Attempt)));
        var hold = Assert.Single(await bed.Store.QuarantinesAsync(null, CancellationToken.None));
        Assert.Equal(("42P01", 3, "3 messages in a row, the last one failed: PostgresException: 42P01: relation \"x\" does not exist"), (hold.Code, hold.Kills, hold.Reason));
    }

    [Fact]
    public async Task One_message_is_tried_at_each_probe_and_a_success_ends_the_hold()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", Step);
        var isDown = true;
        bed.On("map", (execution, stop) => isDown ? StepBodies.Rebound(execution, stop) : StepBodies.Nothing(execution, stop));
        await bed.SendAsync("orders", [.. Enumerable.Range(0, 10)]);
        bed.Start();
        await HeldAsync(bed);
        Assert.Equal(3, bed.Ran.Count);

        bed.Time.Advance(TimeSpan.FromSeconds(61));
        await bed.UntilAsync(async () => bed.Ran.Count == 4 && (await bed.CountsOfAsync("orders", "map")).Running == 0);
        Assert.Single(await bed.Store.QuarantinesAsync(null, CancellationToken.None));

        isDown = false;
        bed.Time.Advance(TimeSpan.FromSeconds(61));
        await bed.UntilAsync(async () => await bed.CountsOfAsync("orders", "map") is { Waiting: 0, Running: 0 });
        Assert.Empty(await bed.Store.QuarantinesAsync(null, CancellationToken.None));
        Assert.Equal(0, bed.Quarantines.Count);
    }

    [Fact]
    public async Task Another_cause_or_a_success_begins_the_count_anew()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", Step);
        bed.On("map", (execution, _) => Task.FromResult<ComponentEnd>(FlowTestBed.BodyOf(execution) switch
        {
            "ok" => new ComponentEnd.Completed(),
            var text => new ComponentEnd.Threw(new StepError("Error", text)),
        }));
        await bed.SendAsync("orders", "down", "down", "bad", "down", "down", "ok", "down", "down");
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(8, bed.Ran.Count);
        Assert.Empty(await bed.Store.QuarantinesAsync(null, CancellationToken.None));

        // What tells one message from another is set aside: order 1 and order 2 are the same trouble.
        await bed.SendAsync("orders", "ok", "order 1 is locked", "order 2 is locked", "order 3 is locked", "ok");
        await HeldAsync(bed);
        Assert.Equal(12, bed.Ran.Count);
    }

    [Fact]
    public async Task A_person_ends_a_hold_and_the_count_begins_anew()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", Step);
        bed.On("map", StepBodies.FailSelect);
        await bed.SendAsync("orders", [.. Enumerable.Range(0, 7)]);
        bed.Start();
        await HeldAsync(bed);

        Assert.Single(await bed.Store.ReleaseAsync(Map, bed.Time.GetUtcNow(), CancellationToken.None));
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 6);
        await HeldAsync(bed);
        Assert.Equal(1, (await bed.CountsOfAsync("orders", "map")).Waiting);
    }

    [Fact]
    public async Task The_error_over_the_limit_counts_as_the_rebound_that_it_is()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", Step with { Rebound = ReboundPolicy.Default with { Limit = 0 } });
        bed.On("map", StepBodies.Rebound);
        await bed.SendAsync("orders", [.. Enumerable.Range(0, 5)]);
        bed.Start();
        await HeldAsync(bed);
        Assert.Equal("rebound", Assert.Single(await bed.Store.QuarantinesAsync(null, CancellationToken.None)).Code);
    }

    [Fact]
    public async Task A_step_without_a_policy_never_holds_itself()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", FlowTestBed.Step("map"));
        bed.On("map", StepBodies.FailSelect);
        await bed.SendAsync("orders", [.. Enumerable.Range(0, 50)]);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(50, (await bed.ErrorsAsync()).Count);
    }

    [Fact]
    public async Task A_granted_rebound_is_one_more_than_the_limit()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", FlowTestBed.Step("map") with { Rebound = new ReboundPolicy(TimeSpan.FromMinutes(1), 1, 1) });
        bed.On("map", StepBodies.Rebound);
        await bed.SendAsync("orders", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);
        await bed.Store.ExtendReboundsAsync([(await bed.ParkedAsync())[0].Key], new ReboundExtension(1, TimeSpan.Zero), bed.Time.GetUtcNow(), CancellationToken.None);
        bed.Time.Advance(TimeSpan.FromSeconds(61));
        await bed.UntilAsync(async () => await bed.ParkedAsync() is [{ Rebounds: 2 }]);
        bed.Time.Advance(TimeSpan.FromSeconds(61));
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        Assert.Equal(3, bed.Ran.Count);
    }

    private static Task HeldAsync(FlowTestBed bed) => bed.UntilAsync(async () =>
        (await bed.Store.QuarantinesAsync(null, CancellationToken.None)).Any(hold => hold.IsHold) && await bed.CountsOfAsync("orders", "map") is { Running: 0 });
}
