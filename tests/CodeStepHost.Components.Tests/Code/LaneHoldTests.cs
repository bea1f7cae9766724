using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Messages of a step that holds itself.</summary>
public sealed class LaneHoldTests
{
    [Fact]
    public async Task The_probe_of_a_hold_runs_and_the_others_go_back()
    {
        await using var stage = new CodeStage(rules: QuarantineRules.Never);
        await using var lane = await stage.OpenAsync();
        var message = CodeStage.Message(new RecordingEmissions());
        stage.Quarantines!.Unsuccessful(message.Claimed, new HoldPolicy(1, TimeSpan.FromMinutes(1)), "cause", "E7", "failed: Error: down");

        Assert.IsType<ComponentEnd.Interrupted>(await lane.RunAsync(message, CancellationToken.None));
        var probe = lane.RunAsync(message with { Claimed = message.Claimed with { IsProbe = true } }, CancellationToken.None);
        var child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await probe);
    }
}
