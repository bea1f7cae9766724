using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Tests.Upkeep;

/// <summary>When schedules and timers fire, on a clock that the tests move.</summary>
public sealed class CronTickerTests
{
    private const string WorkingDays = """{"cron":"0 6 * * MON-FRI","zone":"Europe/Berlin"}""";
    private const string EveryFive = """{"cron":"*/5 * * * * *"}""";

    [Fact]
    public async Task A_schedule_fires_at_its_moments_in_its_time_zone_also_when_the_clocks_change()
    {
        // Friday; the clocks go forward on Sunday.
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, WorkingDays, "2026-03-27T04:59:59Z");
        await flow.PassAsync(TimeSpan.FromSeconds(3));
        await flow.SkipAsync(TimeSpan.FromDays(2));
        Assert.Equal(["2026-03-27T05:00:00.000Z"], await flow.FiredAsync());

        await flow.SkipAsync(new DateTimeOffset(2026, 3, 30, 3, 59, 59, TimeSpan.Zero) - flow.Time.GetUtcNow());
        Assert.Equal(["2026-03-27T05:00:00.000Z"], await flow.FiredAsync());
        await flow.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["2026-03-27T05:00:00.000Z", "2026-03-30T04:00:00.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_schedule_with_six_fields_fires_by_the_second()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:03.7Z");
        await flow.PassAsync(TimeSpan.FromSeconds(12));
        Assert.Equal(["2026-01-01T00:00:05.000Z", "2026-01-01T00:00:10.000Z", "2026-01-01T00:00:15.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_timer_fires_first_after_its_time_and_keeps_its_pace()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Timer, """{"every":"1s500ms"}""", "2026-01-01T00:00:00Z");
        await flow.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(await flow.FiredAsync());
        await flow.PassAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(["01.500", "03.000", "04.500", "06.000", "07.500", "09.000"], (await flow.FiredAsync()).Select(fired => fired[^7..^1]));
    }

    [Fact]
    public async Task Of_moments_that_passed_while_the_host_was_busy_only_one_fires()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:01Z");
        await flow.SkipAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["2026-01-01T00:00:05.000Z"], await flow.FiredAsync());
        await flow.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["2026-01-01T00:00:05.000Z", "2026-01-01T00:01:05.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_moment_that_is_more_than_a_minute_late_is_not_made_up_for()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:01Z");
        await flow.SkipAsync(TimeSpan.FromSeconds(65));
        Assert.Empty(await flow.FiredAsync());
        await flow.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["2026-01-01T00:01:10.000Z"], await flow.FiredAsync());
    }

    [Theory]
    [InlineData(FlowState.Stopped)]
    [InlineData(FlowState.Suspended)]
    public async Task A_flow_that_is_not_active_fires_nothing_and_makes_up_for_nothing(FlowState state)
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:01Z");
        await flow.SetStateAsync(state);
        await flow.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await flow.FiredAsync());
        await flow.SetStateAsync(FlowState.Active);
        await flow.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["2026-01-01T00:00:25.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_deploy_costs_a_schedule_none_of_its_moments()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:04.9Z");
        await flow.DeployAsync();
        await flow.SkipAsync(TimeSpan.FromMilliseconds(200));
        Assert.Equal(["2026-01-01T00:00:05.000Z"], await flow.FiredAsync());
        await flow.DeployAsync();
        await flow.PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(["2026-01-01T00:00:05.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_deploy_does_not_put_a_timer_off()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Timer, """{"every":"10s"}""", "2026-01-01T00:00:00Z");
        await flow.PassAsync(TimeSpan.FromSeconds(9));
        await flow.DeployAsync();
        await flow.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["2026-01-01T00:00:10.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_moment_that_could_not_be_stored_fires_when_the_store_is_back()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:04Z");
        flow.WriteOutage.IsFull = true;
        await flow.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(flow.WriteOutage.Refused > 1);
        flow.WriteOutage.IsFull = false;
        await flow.LookAsync();
        Assert.Equal(["2026-01-01T00:00:05.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_for_a_while_does_not_end_the_ticking()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, EveryFive, "2026-01-01T00:00:04Z");
        using var stop = new CancellationTokenSource();
        flow.ReadOutage.IsFull = true;
        var running = flow.RunAsync(stop.Token);
        await UntilAsync(flow, () => Task.FromResult(flow.ReadOutage.Refused > 1));
        flow.ReadOutage.IsFull = false;
        await UntilAsync(flow, async () => (await flow.FiredAsync()).Count > 0);
        await stop.CancelAsync();
        await running;
    }

    private static async Task UntilAsync(TickingFlow flow, Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(20), "It never came to this.");
            flow.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
