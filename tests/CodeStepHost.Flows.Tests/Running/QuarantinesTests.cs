using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Flows.Tests.Running;

public sealed class QuarantinesTests
{
    private static readonly StepAddress Map = new("orders", "map");
    private static readonly StepError Crash = new("SandboxError", "stack overflow") { Code = ErrorCodes.SandboxLost };
    private static readonly StepError Forbidden = new("SandboxError", "a call") { Code = ErrorCodes.ForbiddenCall };
    private static readonly StepError TooLong = new("LimitError", "too long") { Code = ErrorCodes.TimeLimit };

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(ErrorCodes.ForbiddenCall, 1)]
    [InlineData(ErrorCodes.SandboxLost, 5)]
    [InlineData(ErrorCodes.TimeLimit, 10)]
    [InlineData(ErrorCodes.MemoryLimit, 10)]
    [InlineData(ErrorCodes.EmissionsLimit, 10)]
    [InlineData(ErrorCodes.NotConfined, null)]
    [InlineData("limit.of-its-own", 10)]
    [InlineData(null, 10)]
    public void A_step_goes_into_quarantine_after_as_many_kills_as_their_kind_allows(string? code, int? most)
    {
        var quarantines = new Quarantines(QuarantineRules.Default, _time);
        var kills = Enumerable.Range(1, 100).FirstOrDefault(number => quarantines.Killed(Map, 1, $"m{number}", new StepError("Error", "gone") { Code = code }));
        Assert.Equal(most ?? 0, kills);
        Assert.Equal(most is not null, quarantines.Holds(Map, 1));
        Assert.False(quarantines.Holds(Map, 2));
        Assert.False(quarantines.Holds(Map with { Step = "load" }, 1));
    }

    [Fact]
    public void Kills_of_one_kind_do_not_add_to_those_of_another_and_old_ones_do_not_count()
    {
        var quarantines = new Quarantines(new QuarantineRules(1, 2, 2, TimeSpan.FromMinutes(1)), _time);
        Assert.False(quarantines.Killed(Map, 1, "a", Crash));
        Assert.False(quarantines.Killed(Map, 1, "b", TooLong));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(quarantines.Killed(Map, 1, "c", Crash));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(quarantines.Killed(Map, 1, "d", Crash));
        Assert.Equal(1, quarantines.Count);
    }

    [Fact]
    public void Zero_means_never()
    {
        var quarantines = new Quarantines(QuarantineRules.Never, _time);
        for (var number = 0; number < 100; number++)
            Assert.False(quarantines.Killed(Map, 1, "m", number % 2 == 0 ? Forbidden : Crash));
    }

    [Fact]
    public void The_reason_says_how_often_and_what_happened_last()
    {
        var quarantines = new Quarantines(new QuarantineRules(1, 2, 2, TimeSpan.FromMinutes(10)), _time);
        quarantines.Killed(Map, 1, "a", Crash);
        quarantines.Killed(Map, 1, "b", Crash);
        quarantines.Killed(Map, 2, "c", Forbidden);
        Assert.Equal("Its script ended its process 2 times within 10m, the last time like this: stack overflow", quarantines.Unstored(Map, 1)?.Reason);
        Assert.Equal(("Its script ended its process once: a call", ErrorCodes.ForbiddenCall, "c"), quarantines.Unstored(Map, 2) is { } second ? (second.Reason, second.Code, second.MessageId) : default);
    }

    [Fact]
    public void Only_a_claim_that_began_after_it_was_stored_can_lift_it()
    {
        var quarantines = new Quarantines(QuarantineRules.Default, _time);
        var early = quarantines.BeforeClaim();
        quarantines.Killed(Map, 1, "a", Forbidden);
        quarantines.AfterClaim(Map, new ClaimResult([], null), quarantines.BeforeClaim());
        Assert.True(quarantines.Stored(quarantines.Unstored(Map, 1)!));
        Assert.Null(quarantines.Unstored(Map, 1));
        quarantines.AfterClaim(Map, new ClaimResult([], null), early);
        quarantines.AfterClaim(Map, new ClaimResult([], null) { Withheld = [1] }, quarantines.BeforeClaim());
        quarantines.AfterClaim(Map with { Step = "load" }, new ClaimResult([], null), quarantines.BeforeClaim());
        Assert.True(quarantines.Holds(Map, 1));
        quarantines.AfterClaim(Map, new ClaimResult([], null), quarantines.BeforeClaim());
        Assert.False(quarantines.Holds(Map, 1));
    }

    [Fact]
    public async Task Messages_behind_a_quarantine_wait_uncounted_until_a_person_releases_the_step()
    {
        await using var bed = await new FlowTestBed { Depth = 4 }.WithFlowAsync("orders", FlowTestBed.Step("map"));
        var isHostile = true;
        bed.On("map", (execution, _) => Task.FromResult(isHostile ? (ComponentEnd)Killed(bed, execution, Forbidden) : new ComponentEnd.Completed()));
        await bed.SendAsync("orders", Enumerable.Range(0, 20).Cast<object>().ToArray());
        bed.Start();
        await bed.UntilAsync(async () => await bed.CountsOfAsync("orders", "map") is { Running: 0, Waiting: > 0, Failed: > 0 } && (await bed.Store.QuarantinesAsync(null, CancellationToken.None)).Count == 1);

        // Those that the lane had begun already may have failed too; none was lost, and none of the others has counted an attempt.
        var failed = (await bed.ErrorsAsync()).Count;
        Assert.InRange(failed, 1, 4);
        var waiting = await bed.Store.MessagesAsync(new MessageFilter { Now = bed.Time.GetUtcNow() }, CancellationToken.None);
        Assert.Equal(20, failed + waiting.Count);
        Assert.All(waiting, row => Assert.Equal(0, row.Attempt));

        isHostile = false;
        await bed.Store.ReleaseAsync(Map, bed.Time.GetUtcNow(), CancellationToken.None);
        await bed.UntilIdleAsync();
        Assert.Equal(20 - failed, (await bed.CountsOfAsync("orders", "map")).Done);
        Assert.Equal(0, bed.Quarantines.Count);
    }

    [Fact]
    public async Task A_quarantine_outlives_the_host_and_a_new_version_ends_it()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("orders", FlowTestBed.Step("map"));
        bed.On("map", (execution, _) => Task.FromResult(execution.Claimed.Message.FlowVersion == 1 ? (ComponentEnd)Killed(bed, execution, Forbidden) : new ComponentEnd.Completed()));
        await bed.SendAsync("orders", 1, 2, 3);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.Store.QuarantinesAsync(null, CancellationToken.None)).Count == 1);
        await bed.StopAsync();
        Assert.Equal(2, (await bed.CountsOfAsync("orders", "map")).Waiting);

        // A host that starts anew knows of it from the store alone.
        var claim = await bed.Store.ClaimAsync(new ClaimRequest(Map, 10, "another", bed.Time.GetUtcNow(), bed.Time.GetUtcNow().AddMinutes(1)), CancellationToken.None);
        Assert.Empty(claim.Messages);
        var deployed = await bed.Store.DeployAsync(new FlowPackage("orders", new Dictionary<string, string> { ["map.js"] = "better" }), moveQueued: false, bed.Time.GetUtcNow(), CancellationToken.None);
        Assert.Equal((2, 1), (deployed.Moved, deployed.Released));
    }

    private static ComponentEnd.SandboxLost Killed(FlowTestBed bed, StepExecution execution, StepError error)
    {
        var message = execution.Claimed.Message;
        bed.Quarantines.Killed(message.Address, message.FlowVersion, message.Id, error);
        return new ComponentEnd.SandboxLost(error);
    }
}
