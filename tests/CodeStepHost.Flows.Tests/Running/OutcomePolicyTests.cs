using System.Reflection;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Running;

public sealed class OutcomePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly StepError Boom = new("Error", "boom");

    private static Disposition Decide(StepOutcome outcome, int rebounds = 0, ReboundPolicy? policy = null, bool compatible = false, double jitter = 0) =>
        OutcomePolicy.Decide(outcome, rebounds, policy ?? ReboundPolicy.Default, compatible, Now, jitter);

    private static StepOutcome.Rebounded Rebound(string reason = "why", StepError? thrown = null, params StepError[] emitted) => new(reason, null, emitted, thrown);

    [Fact]
    public void Every_outcome_has_a_rule()
    {
        StepOutcome[] all =
        [
            new StepOutcome.Completed([]), Rebound(), new StepOutcome.Failed(Boom, []), new StepOutcome.LimitExceeded(Boom),
            new StepOutcome.SandboxLost(Boom), new StepOutcome.Interrupted(),
        ];
        var cases = typeof(StepOutcome).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(StepOutcome)));
        Assert.Equal(cases.Select(type => type.Name).Order(), all.Select(outcome => outcome.GetType().Name).Order());
        Assert.All(all, outcome => Assert.NotNull(Decide(outcome)));
    }

    [Fact]
    public void An_execution_that_ends_is_acknowledged() =>
        Assert.IsType<Disposition.Acknowledge>(Decide(new StepOutcome.Completed([])));

    [Fact]
    public void An_emitted_error_fails_the_message_and_keeps_what_was_emitted()
    {
        var fail = Assert.IsType<Disposition.Fail>(Decide(new StepOutcome.Completed([Boom])));
        Assert.True(fail.KeepEmissions);
        Assert.Equal([Boom], fail.Errors);
    }

    [Fact]
    public void A_throw_fails_the_message_and_drops_what_was_emitted() =>
        Assert.False(Assert.IsType<Disposition.Fail>(Decide(new StepOutcome.Failed(Boom, []))).KeepEmissions);

    [Fact]
    public void A_throw_keeps_what_was_emitted_in_compatibility_with_the_original() =>
        Assert.True(Assert.IsType<Disposition.Fail>(Decide(new StepOutcome.Failed(Boom, []), compatible: true)).KeepEmissions);

    [Fact]
    public void A_broken_limit_and_a_lost_process_fail_the_message_with_their_own_error_and_keep_nothing()
    {
        foreach (var outcome in (StepOutcome[])[new StepOutcome.LimitExceeded(Boom), new StepOutcome.SandboxLost(Boom)])
        {
            var fail = Assert.IsType<Disposition.Fail>(Decide(outcome, compatible: true));
            Assert.False(fail.KeepEmissions);
            Assert.Same(Boom, fail.Errors[0]);
        }
    }

    [Fact]
    public void Only_an_emitted_rebound_ever_parks_a_message()
    {
        StepOutcome[] others = [new StepOutcome.Completed([]), new StepOutcome.Completed([Boom]), new StepOutcome.Failed(Boom, [Boom]), new StepOutcome.LimitExceeded(Boom), new StepOutcome.SandboxLost(Boom), new StepOutcome.Interrupted()];
        Gen.Select(Gen.Int[0, others.Length - 1], Gen.Int[0, 20], Gen.Bool).Sample((index, rebounds, compatible) =>
            Decide(others[index], rebounds, compatible: compatible) is not Disposition.ReboundAt);
    }

    [Fact]
    public void The_first_rebound_waits_one_minute_and_each_later_one_longer_ten_times()
    {
        var waits = Enumerable.Range(0, 10).Select(before => Assert.IsType<Disposition.ReboundAt>(Decide(Rebound(), before))).ToList();
        Assert.Equal(Now + TimeSpan.FromMinutes(1), waits[0].At);
        Assert.Equal(Enumerable.Range(1, 10), waits.Select(wait => wait.Number));
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
    }

    [Fact]
    public void The_eleventh_rebound_fails_the_message_with_the_last_reason_as_its_cause_and_keeps_what_was_emitted()
    {
        var fail = Assert.IsType<Disposition.Fail>(Decide(Rebound("still no product"), 10));
        var error = Assert.Single(fail.Errors);
        Assert.Equal("Rebound limit exceeded", error.Message);
        Assert.Equal(ErrorCodes.ReboundLimit, error.Code);
        Assert.Equal("still no product", error.Cause!.Message);
        Assert.True(fail.KeepEmissions);
    }

    [Fact]
    public void A_throw_after_a_rebound_parks_the_message() =>
        Assert.IsType<Disposition.ReboundAt>(Decide(Rebound(thrown: Boom)));

    [Fact]
    public void Errors_beside_the_rebound_that_is_one_too_many_are_recorded_after_it() =>
        Assert.Equal(
            ["Rebound limit exceeded", "emitted", "boom"],
            Assert.IsType<Disposition.Fail>(Decide(Rebound("why", Boom, Boom with { Message = "emitted" }), 10)).Errors.Select(error => error.Message));

    [Fact]
    public void An_interrupted_execution_goes_back_uncounted() =>
        Assert.IsType<Disposition.ReturnUncounted>(Decide(new StepOutcome.Interrupted(), rebounds: 10));

    [Fact]
    public void A_rebound_never_waits_less_than_the_server_asked_for()
    {
        var asked = Now + TimeSpan.FromHours(1);
        var outcome = new StepOutcome.Rebounded("busy", asked, [], null);
        Assert.Equal(asked, Assert.IsType<Disposition.ReboundAt>(Decide(outcome)).At);
        var later = new ReboundPolicy(TimeSpan.FromHours(2), 1, 3);
        Assert.Equal(Now + TimeSpan.FromHours(2), Assert.IsType<Disposition.ReboundAt>(Decide(outcome, policy: later)).At);
    }

    [Fact]
    public void Waits_never_shrink_and_jitter_only_adds_its_share() =>
        Gen.Select(Gen.Double[0.001, 100_000], Gen.Double[1, 10], Gen.Int[1, 1000], Gen.Double[0, 1], Gen.Double[0, 0.999]).Sample((first, factor, number, jitter, roll) =>
        {
            var policy = new ReboundPolicy(TimeSpan.FromSeconds(first), factor, 1000, jitter);
            var plain = policy.Wait(number);
            var jittered = policy.Wait(number, roll);
            return plain >= policy.First * 0.999 && policy.Wait(number + 1) >= plain && jittered >= plain && jittered <= plain * (1 + jitter) * 1.001;
        });
}
