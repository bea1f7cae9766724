using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>Messages of a step to itself, for later.</summary>
public sealed class WakeUpTests
{
    [Fact]
    public async Task A_step_wakes_itself_at_its_time_and_no_rebound_is_counted()
    {
        var attempts = new List<(string Body, int Attempt, int Rebounds)>();
        await using var bed = await new FlowTestBed { LooksOften = false }.WithFlowAsync("f", Step("gather", "next"), Step("next"));
        bed.On("gather", async (execution, stop) =>
        {
            attempts.Add((BodyOf(execution), execution.Claimed.Attempt, execution.Claimed.Rebounds));
            Emission emission = BodyOf(execution) == "first" ? new Emission.WakeUp(bed.Time.GetUtcNow().AddSeconds(30), Content("woken")) : new Emission.Data(execution.Claimed.Message.Content);
            await execution.Emissions.EmitAsync(emission, stop);
            return new ComponentEnd.Completed();
        }).On("next", StepBodies.Nothing);
        await bed.SendAsync("f", "first");
        bed.Start();
        await bed.UntilIdleAsync();
        var waiting = Assert.Single(await QueuedAsync(bed));
        Assert.Equal(("woken", MessageState.Gathering, 0, "gather"), (BodyOf(waiting.Message.Content), waiting.State, waiting.Rebounds, waiting.Message.Address.Step));

        await bed.UntilAsync(async () => (await bed.CountsOfAsync("f", "next")).Done == 1);
        Assert.True(bed.Time.GetUtcNow() >= waiting.DueAt);
        Assert.Equal([("first", 1, 0), ("woken", 1, 0)], attempts);
        Assert.Equal(0, (await bed.CountsOfAsync("f", "gather")).Rebounded);
    }

    [Fact]
    public async Task A_wake_up_of_an_execution_that_failed_never_comes()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("f", Step("gather"));
        bed.On("gather", async (execution, stop) =>
        {
            await execution.Emissions.EmitAsync(new Emission.WakeUp(bed.Time.GetUtcNow().AddSeconds(1), Content("woken")), stop);
            return new ComponentEnd.Threw(StepBodies.SelectFailed);
        });
        await bed.SendAsync("f", "first");
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Empty(await QueuedAsync(bed));
    }

    private static Task<IReadOnlyList<MessageRow>> QueuedAsync(FlowTestBed bed) => bed.Store.MessagesAsync(new MessageFilter { Now = bed.Time.GetUtcNow() }, CancellationToken.None);
}
