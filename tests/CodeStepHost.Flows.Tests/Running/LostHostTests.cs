using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>A message that takes the host down each time does not do so for ever.</summary>
public sealed class LostHostTests
{
    private static readonly StepAddress Map = new("orders", "map");

    [Fact]
    public async Task A_message_that_a_host_was_lost_over_too_often_fails_with_its_own_code_and_the_others_go_on()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", FlowTestBed.Step("map"));
        bed.On("map", (_, _) => Task.FromResult<ComponentEnd>(new ComponentEnd.Completed()));
        await bed.SendAsync("orders", "poison", "fine", "fine");
        for (var loss = 0; loss < QuarantineRules.Default.HostLosses; loss++)
            await LoseAsync(bed);

        bed.Start();
        await bed.UntilIdleAsync();
        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal(ErrorCodes.AttemptLimit, error.Error.Code);
        Assert.Equal("The host ended 5 times while it had this message at work, so the message is not tried again by itself. Look into the host's log and the machine's memory before it is retried.", error.Error.Message);
        Assert.Equal((2, 1), await bed.CountsOfAsync("orders", "map") is var counts ? (counts.Done, counts.Failed) : default);
        Assert.Equal(2, bed.Ran.Count);
    }

    [Fact]
    public async Task Losses_before_the_last_one_only_cost_a_mark_on_disk()
    {
        await using var bed = await new FlowTestBed { Depth = 8 }.WithFlowAsync("orders", FlowTestBed.Step("map"));
        var losses = new List<int>();
        bed.On("map", (execution, _) =>
        {
            losses.Add(bed.Store.Messages.Single(row => row.Key == execution.Claimed.Token.Key).Losses);
            return Task.FromResult<ComponentEnd>(new ComponentEnd.Completed());
        });
        await bed.SendAsync("orders", "a", "b", "c");
        for (var loss = 1; loss < QuarantineRules.Default.HostLosses; loss++)
            await LoseAsync(bed);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal([QuarantineRules.Default.HostLosses, 2, 2], losses);
        Assert.Empty(await bed.ErrorsAsync());
    }

    /// <summary>A host claims all, begins the first, and is gone.</summary>
    private static async Task LoseAsync(FlowTestBed bed)
    {
        var now = bed.Time.GetUtcNow();
        var claim = await bed.Store.ClaimAsync(new ClaimRequest(Map, 10, "gone", now, now.AddMinutes(1)), CancellationToken.None);
        if (claim.Messages[0].Losses > 0)
            await bed.Store.BeginAsync(claim.Messages[0].Token, CancellationToken.None);
        await bed.Store.RescueOwnerAsync("gone", now, CancellationToken.None);
    }
}
