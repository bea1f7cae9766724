using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Processes that take too long to start, on a machine that is too busy.</summary>
public sealed class SlowStartTests
{
    private const long Memory = 256L << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5001);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_waits_for_the_next_start_when_one_takes_too_long()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        await RetireFirstAsync(stage);
        stage.StartsSlowly = _ => true;
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
        await FailStartsAsync(stage, 30, 60);
        Assert.False(end.IsCompleted);

        stage.StartsSlowly = _ => false;
        stage.Time.Advance(Pause);
        await UntilAsync(() => stage.Pool.Status.Started == 2);
        var child = stage.Children[^1];
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await end);
    }

    [Fact]
    public async Task A_message_fails_once_no_start_has_gone_well_for_minutes()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        await RetireFirstAsync(stage);
        stage.StartsSlowly = _ => true;
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
        await FailStartsAsync(stage, 30, 60, 120);
        Assert.False(end.IsCompleted);
        stage.Time.Advance(Pause);
        await FailStartsAsync(stage, 120);
        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Equal(ErrorCodes.SandboxLost, error.Code);
        Assert.Equal("The script process did not start: it did not become ready within 120 s. For 5.3 min no script process has started. Try again when the machine is less busy.", error.Message);
    }

    [Fact]
    public async Task A_process_that_refuses_to_run_scripts_fails_the_message_at_once()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        await RetireFirstAsync(stage);
        stage.StartsSlowly = _ => true;
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
        await UntilAsync(() => stage.Children.Count == 2);
        stage.Children[1].Die(72);
        Assert.Equal(ErrorCodes.NotConfined, Assert.IsType<ComponentEnd.SandboxLost>(await end).Error.Code);
    }

    [Fact]
    public async Task Who_has_a_script_checked_is_told_to_try_again_before_a_message_would_fail()
    {
        await using var stage = new CodeStage { StartsSlowly = _ => true };
        var step = CodeStage.Step();
        var checking = stage.Component.ValidateAsync(CodeStage.Flow(step), step, Cancel);
        await FailStartsAsync(stage, 30, 60);
        Assert.EndsWith("For 1.1 min no script process has started. Try again when the machine is less busy.", Assert.Single(await checking).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_script_checked_is_told_to_try_again_when_the_compiler_was_slow()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, CompileTime = TimeSpan.FromSeconds(20) }) { OnPrepare = _ => null };
        var step = CodeStage.Step();
        var checking = stage.Component.ValidateAsync(CodeStage.Flow(step), step, Cancel);
        await stage.Time.PassAsync(TimeSpan.FromSeconds(20));
        var finding = Assert.Single(await checking);
        Assert.Equal(("The script's process ended while it compiled the script: compiling took longer than 20 s.", "If the machine was busy, try again."), (finding.Message, finding.Suggestion));
    }

    [Fact]
    public async Task A_flow_whose_processes_do_not_start_keeps_no_other_from_the_only_place()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 }) { StartsSlowly = memory => memory != Memory };
        var slow = stage.Pool.RentAsync("slow", Memory / 2, null, Cancel);
        await FailStartsAsync(stage, 30);
        var other = stage.Pool.RentAsync("other", Memory, null, Cancel);
        Assert.True((await other).IsAlive);
        Assert.False(slow.IsCompleted);
    }

    [Fact]
    public void Each_start_after_a_slow_one_may_take_twice_as_long_up_to_two_minutes()
    {
        var time = new FakeTimeProvider();
        var troubles = new StartTroubles(new SandboxOptions { StartTime = TimeSpan.FromSeconds(30) }, time);
        var limits = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var limit = troubles.LimitOf(Memory);
            limits.Add(limit.TotalSeconds);

            // Two that were started together are one experience.
            troubles.Failed(Memory, limit, wasSlow: true);
            troubles.Failed(Memory, limit, wasSlow: true);
        }

        Assert.Equal([30, 60, 120, 120], limits);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.Zero), (troubles.PauseOf(Memory), troubles.PauseOf(2 * Memory)));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, troubles.PauseOf(Memory));
        troubles.Passed(Memory);
        Assert.Equal(TimeSpan.FromSeconds(30), troubles.LimitOf(Memory));
    }

    // The lane is opened by a process that starts well.
    private static async Task RetireFirstAsync(CodeStage stage)
    {
        stage.Children[0].Die(0);
        await UntilAsync(() => stage.Pool.Status.Idle == 0);
        stage.Time.ForgetWaits();
    }

    private static async Task FailStartsAsync(CodeStage stage, params int[] limits)
    {
        foreach (var limit in limits)
        {
            if (limit != limits[0])
                stage.Time.Advance(Pause);
            var failures = stage.Pool.Status.StartFailures;
            await stage.Time.PassAsync(TimeSpan.FromSeconds(limit));
            await UntilAsync(() => stage.Pool.Status.StartFailures > failures);
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
