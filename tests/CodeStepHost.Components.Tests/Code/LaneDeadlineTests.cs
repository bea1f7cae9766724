using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Messages that a limit ends: who is blamed, and who runs again.</summary>
public sealed class LaneDeadlineTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task The_message_at_work_at_the_deadline_is_killed_and_the_others_run_in_another_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var emissions = new[] { new RecordingEmissions(), new RecordingEmissions(), new RecordingEmissions() };
        var ends = emissions.Select((e, i) => lane.RunAsync(CodeStage.Message(e, $"m{i}"), None)).ToList();
        var child = await stage.ChildAsync();
        var (first, _) = await child.NextAsync();
        var (second, _) = await child.NextAsync();
        await child.NextAsync();

        stage.Time.Advance(TimeSpan.FromSeconds(9));
        await child.EndAsync(first);
        await ends[0];
        await child.EmitAsync(second, """{"body":1}""");
        await emissions[1].AnyAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(child.IsGone);
        stage.Time.Advance(TimeSpan.FromSeconds(2));

        var error = Assert.IsType<ComponentEnd.LimitExceeded>(await ends[1]).Error;
        Assert.Equal(ErrorCodes.TimeLimit, error.Code);
        Assert.Equal("The script ran for 11 s and was ended; it may run for 10 s (limits.time of step 'map' in flow.yaml).", error.Message);
        Assert.True(child.IsGone);

        var next = await stage.ChildAsync();
        var (number, request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EmitAsync(number, """{"body":2}""");
        await next.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await ends[2]);
        Assert.Single(emissions[2].All);
    }

    [Fact]
    public async Task A_limit_that_the_process_noticed_itself_replaces_it()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EndAsync(number, new EndedPayload("limit", new ScriptFailure("TimeoutError", "slow", Code: "limit.time")));

        Assert.Equal("The script ran for 0 s and was ended; it may run for 60 s (limits.time of step 'map' in flow.yaml).", Assert.IsType<ComponentEnd.LimitExceeded>(await first).Error.Message);
        Assert.True(child.IsGone);
        var next = await stage.ChildAsync();
        (number, var request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EndAsync(number);
        await second;
    }

    [Fact]
    public async Task When_it_is_in_doubt_who_is_at_work_at_the_deadline_each_runs_once_more_alone()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.NextAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(11));

        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await first);
        await child.NextAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.IsType<ComponentEnd.LimitExceeded>(await second);
    }

    [Fact]
    public async Task While_the_host_keeps_an_emission_nothing_is_read_and_the_clock_stands_still()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var emissions = new HeldEmissions();
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EmitAsync(number, """{"body":1}""");
        await emissions.Awaited;

        // More than the pipe holds: the child has to wait.
        var blocked = child.EmitAsync(number, $$"""{"body":"{{new string('x', 1 << 20)}}"}""").AsTask();
        stage.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, emissions.Count);
        Assert.False(blocked.IsCompleted);
        Assert.False(child.IsGone);

        emissions.LetGo();
        await blocked;
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await end);
        Assert.Equal(2, emissions.Count);
    }

    [Fact]
    public async Task An_emission_over_a_limit_ends_the_message_and_the_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions { OnEmit = _ => new(new StepError("LimitError", "too many") { Code = ErrorCodes.EmissionsLimit }) };
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        await child.EmitAsync((await child.NextAsync()).Number, """{"body":1}""");

        Assert.Equal(ErrorCodes.EmissionsLimit, Assert.IsType<ComponentEnd.LimitExceeded>(await end).Error.Code);
        Assert.True(child.IsGone);
    }
}
