using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Messages that the host itself ends.</summary>
public sealed class LaneStopTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_failure_of_the_host_over_an_emission_is_thrown_as_it_is()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions { OnEmit = _ => ValueTask.FromException<StepError?>(new IOException("disk full")) };
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        await child.EmitAsync((await child.NextAsync()).Number, """{"body":1}""");
        Assert.Equal("disk full", (await Assert.ThrowsAsync<IOException>(() => end)).Message);
    }

    [Fact]
    public async Task When_the_host_stops_all_messages_are_interrupted_and_the_process_is_killed()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        using var stopWork = new CancellationTokenSource();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), stopWork.Token);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), stopWork.Token);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await stopWork.CancelAsync();

        Assert.IsType<ComponentEnd.Interrupted>(await first);
        Assert.IsType<ComponentEnd.Interrupted>(await second);
        Assert.IsType<ComponentEnd.Interrupted>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), stopWork.Token));
        await child.Gone;
    }
}
