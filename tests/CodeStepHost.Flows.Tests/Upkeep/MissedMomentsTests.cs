using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Upkeep;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Upkeep;

/// <summary>What a schedule makes of moments that passed without it, and how far it says it has come.</summary>
public sealed class MissedMomentsTests
{
    private const string Hourly = """{"cron":"0 * * * *"MISSED}""";

    [Fact]
    public async Task Without_a_word_nothing_is_made_up_for()
    {
        var flow = await StartAsync("");
        await flow.PassAsync(TimeSpan.FromMinutes(1));
        await flow.RestartAsync(TimeSpan.FromHours(5));
        Assert.Equal(["""{"fireTime":"2026-01-01T10:00:00.000Z"}"""], await flow.BodiesAsync());
        Assert.Equal("""{"cron":"0 * * * *","zone":"UTC","upTo":"2026-01-01T10:00:00Z","fireTime":"2026-01-01T10:00:00Z"}""", await flow.PositionAsync());
    }

    [Fact]
    public async Task Once_is_one_message_for_all_that_were_missed()
    {
        var flow = await StartAsync("once");
        Assert.Equal("""{"cron":"0 * * * *","zone":"UTC","upTo":"2026-01-01T09:59:30Z"}""", await flow.PositionAsync());
        await flow.RestartAsync(TimeSpan.FromHours(3));
        string[] missed = ["""{"fireTime":"2026-01-01T12:00:00.000Z","missed":true,"missedFrom":"2026-01-01T10:00:00.000Z"}"""];
        Assert.Equal(missed, await flow.BodiesAsync());

        // It is no longer missed, however often hosts come and go.
        await flow.RestartAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(missed, await flow.BodiesAsync());
        await flow.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([.. missed, """{"fireTime":"2026-01-01T13:00:00.000Z"}"""], await flow.BodiesAsync());
    }

    [Fact]
    public async Task All_is_a_message_for_each()
    {
        var flow = await StartAsync("all");
        await flow.PassAsync(TimeSpan.FromMinutes(1));
        await flow.RestartAsync(TimeSpan.FromHours(2));
        Assert.Equal(
            ["""{"fireTime":"2026-01-01T10:00:00.000Z"}""", """{"fireTime":"2026-01-01T11:00:00.000Z","missed":true}""", """{"fireTime":"2026-01-01T12:00:00.000Z","missed":true}"""],
            await flow.BodiesAsync());
    }

    [Fact]
    public async Task Of_too_many_the_newest_are_made_up_for()
    {
        var flow = await TickingFlow.StartAsync(StepKinds.Schedule, """{"cron":"* * * * * *","missed":"all","missedLimit":3}""", "2026-01-01T00:00:00Z");
        await flow.RestartAsync(TimeSpan.FromDays(200));
        Assert.Equal(["2026-07-19T23:59:58.000Z", "2026-07-19T23:59:59.000Z", "2026-07-20T00:00:00.000Z"], (await flow.FiredAsync()).Take(3));
    }

    [Theory]
    [InlineData(FlowState.Stopped)]
    [InlineData(FlowState.Suspended)]
    public async Task A_stop_of_the_flow_is_made_up_for_like_one_of_the_host(FlowState state)
    {
        var flow = await StartAsync("all");
        await flow.SetStateAsync(state);
        await flow.SkipAsync(TimeSpan.FromHours(2));
        Assert.Empty(await flow.BodiesAsync());
        await flow.SetStateAsync(FlowState.Active);
        await flow.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["2026-01-01T10:00:00.000Z", "2026-01-01T11:00:00.000Z"], await flow.FiredAsync());
    }

    [Theory]
    [InlineData("skip", 0)]
    [InlineData("once", 1)]
    [InlineData("all", 3)]
    public async Task A_host_that_stood_still_makes_up_for_it_as_one_that_was_stopped(string missed, int messages)
    {
        var flow = await StartAsync(missed);
        await flow.SkipAsync(TimeSpan.FromHours(3));
        await flow.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(messages, (await flow.BodiesAsync()).Count);
    }

    [Fact]
    public async Task A_schedule_that_was_changed_has_missed_nothing_yet()
    {
        var flow = await StartAsync("all");
        await flow.DeployAsync("""{"cron":"30 * * * *","missed":"all"}""");
        await flow.RestartAsync(TimeSpan.FromHours(3));
        Assert.Empty(await flow.BodiesAsync());
        await flow.RestartAsync(TimeSpan.FromHours(1));
        Assert.Equal(["2026-01-01T13:30:00.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public async Task A_position_that_was_reset_or_is_none_counts_from_now()
    {
        var flow = await StartAsync("all");
        await flow.ResetPositionAsync();
        await flow.RestartAsync(TimeSpan.FromHours(3));
        Assert.Empty(await flow.BodiesAsync());
        Assert.Contains("upTo", await flow.PositionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_tried_again_and_nothing_fires_twice()
    {
        var flow = await StartAsync("all");
        flow.WriteOutage.IsFull = true;
        await flow.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await flow.BodiesAsync());
        flow.WriteOutage.IsFull = false;
        await flow.LookAsync();
        await flow.RestartAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["2026-01-01T10:00:00.000Z"], await flow.FiredAsync());
    }

    [Fact]
    public void The_newest_moments_are_the_last_of_all_moments()
    {
        var crons = Gen.OneOf("* * * * * *", "*/7 * * * *", "0 6 * * MON-FRI", "30 2 * * *", "0 0 29 2 *", "*/10 * * 1 1 *", "@hourly");
        Gen.Select(crons, Gen.OneOf("UTC", "Europe/Berlin", "America/New_York"), Gen.Long[0, 3_000_000], Gen.Int[1, 40]).Sample(
            (cron, zone, seconds, most) =>
            {
                var schedule = new Schedule(new StepDefinition { Name = "s", Uses = StepKinds.Schedule, Config = JsonSerializer.Serialize(new { cron, zone }) });
                var upTo = new DateTimeOffset(2026, 4, 1, 2, 30, 0, TimeSpan.Zero);
                var all = new List<DateTimeOffset>();
                for (var next = schedule.NextAfter(upTo.AddSeconds(-seconds)); next <= upTo && all.Count < 100_000; next = schedule.NextAfter(next.Value))
                    all.Add(next.Value);
                if (all.Count < 100_000)
                    Assert.Equal(all.TakeLast(most), schedule.Newest(upTo.AddSeconds(-seconds), upTo, most));
            },
            iter: 60);
    }

    private static Task<TickingFlow> StartAsync(string missed) => TickingFlow.StartAsync(
        StepKinds.Schedule, Hourly.Replace("MISSED", missed.Length == 0 ? "" : $",\"missed\":\"{missed}\"", StringComparison.Ordinal), "2026-01-01T09:59:30Z");
}
