using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Processes that send what they should not.</summary>
public sealed class LaneFrameTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("FFFFFFFF2301000000", "announces 4294967295 bytes")]
    [InlineData("000010002401000000", "announces 1048576 bytes")]
    [InlineData("000000006301000000", "type 99 is unknown")]
    [InlineData("000000000201000000", "only the host sends those")]
    [InlineData("000000002609000000", "never sent")]
    [InlineData("000000002301000000", "needs at least 9")]
    [InlineData("010000002601000000" + "7B", "no proper frame")]
    [InlineData("000000002000000000", "second ready")]
    [InlineData("000000002107000000", "not asked for")]
    public async Task A_process_that_sends_what_is_no_proper_frame_is_killed(string bytes, string words)
    {
        // The length of the second is refused for a log line, though an emission may be that long: one byte more than allowed.
        bytes = bytes == "000010002401000000" ? "010010002401000000" : bytes;
        words = words == "announces 1048576 bytes" ? "announces 1048577 bytes" : words;
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.SendBytesAsync(Convert.FromHexString(bytes));

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.True(child.IsGone);
    }

    [Fact]
    public async Task A_frame_for_a_message_whose_turn_has_not_come_kills_the_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (one, _) = await child.NextAsync();
        var (two, _) = await child.NextAsync();
        await child.LogAsync(one, LogLevelByte.Info, "begun");
        await child.EmitAsync(two, """{"body":1}""");

        Assert.Contains("while execution 1 has not ended", Assert.IsType<ComponentEnd.SandboxLost>(await first).Error.Message, StringComparison.Ordinal);
        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await second);
    }

    [Fact]
    public async Task What_a_script_sends_after_its_message_has_ended_is_dropped()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions();
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EndAsync(number);
        await end;
        await child.EmitAsync(number, """{"body":"late"}""");
        end = lane.RunAsync(CodeStage.Message(emissions), None);
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await end);
        Assert.Empty(emissions.All);
    }
}
