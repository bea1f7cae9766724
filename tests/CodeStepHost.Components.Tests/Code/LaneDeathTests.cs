using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Messages whose process dies: who is blamed, and who runs again.</summary>
public sealed class LaneDeathTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_message_that_has_shown_a_sign_is_blamed_for_the_death_of_its_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.LogAsync(number, LogLevelByte.Info, "begun");
        child.Die(134, "Stack overflow.\n at step");

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await first).Error;
        Assert.Equal(ErrorCodes.SandboxLost, error.Code);
        Assert.Contains("stack overflow (exit code 134)", error.Message, StringComparison.Ordinal);
        Assert.Equal("Stack overflow.\n at step", error.Details!["stderr"]);

        var next = await stage.ChildAsync();
        (number, var request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EndAsync(number);
        await second;
    }

    [Fact]
    public async Task When_it_is_in_doubt_who_took_the_process_down_each_runs_once_more_alone()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var third = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m3"), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.NextAsync();
        await child.NextAsync();
        child.Die(139);

        child = await stage.ChildAsync();
        var (number, request) = await child.NextAsync();
        Assert.Equal("m1", request.MessageId);
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await first);
        (_, request) = await child.NextAsync();
        Assert.Equal("m2", request.MessageId);
        child.Die(139);
        Assert.Contains("exit code 139", Assert.IsType<ComponentEnd.SandboxLost>(await second).Error.Message, StringComparison.Ordinal);

        child = await stage.ChildAsync();
        (number, request) = await child.NextAsync();
        Assert.Equal("m3", request.MessageId);
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await third);
    }

    [Theory]
    [InlineData(71, "The script process ran out of memory.", ErrorCodes.MemoryLimit, "needed more than 256 MiB")]
    [InlineData(134, "Out of memory.", ErrorCodes.MemoryLimit, "limits.memory of step 'map'")]
    [InlineData(159, "", ErrorCodes.ForbiddenCall, "a system call that only a break-out makes, and was ended at once (exit code 159)")]
    [InlineData(72, "No Landlock.", ErrorCodes.NotConfined, "it could not be confined")]
    [InlineData(0, "", ErrorCodes.SandboxLost, "ended by itself (exit code 0)")]
    public async Task The_exit_code_is_told_in_words(int exitCode, string lastWords, string code, string words)
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(exitCode, lastWords);

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_run_once_more_when_somebody_else_killed_its_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(137);
        child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(137);
        Assert.Contains("killed from outside", Assert.IsType<ComponentEnd.SandboxLost>(await end).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_dies_between_messages_harms_none()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        await end;
        child.Die(139);
        await AllGoneAsync(stage);

        end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await end);
    }

    private static async Task AllGoneAsync(CodeStage stage)
    {
        while (stage.Pool.Status.Running > 0)
            await Task.Yield();
    }
}
