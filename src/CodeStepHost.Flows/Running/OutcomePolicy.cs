using System.Diagnostics;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Running;

/// <summary>Decides what becomes of a message: outcome × rebounds so far × policy → disposition. Nothing else decides it.</summary>
public static class OutcomePolicy
{
    /// <summary>The text of the error that ends a message's last rebound.</summary>
    public const string ReboundLimitExceeded = "Rebound limit exceeded";

    /// <param name="outcome">What became of the execution.</param>
    /// <param name="rebounds">How often the message has rebounded before.</param>
    /// <param name="policy">The step's rebounds.</param>
    /// <param name="keepsBeforeThrow">Whether what was emitted before a throw is kept (<c>compatibility: elastic.io</c>).</param>
    /// <param name="now">The moment of the decision.</param>
    /// <param name="jitter">A random number from 0 up to, and not with, 1.</param>
    public static Disposition Decide(StepOutcome outcome, int rebounds, ReboundPolicy policy, bool keepsBeforeThrow, DateTimeOffset now, double jitter) => outcome switch
    {
        StepOutcome.Completed { EmittedErrors.Count: 0 } => new Disposition.Acknowledge(),
        StepOutcome.Completed completed => new Disposition.Fail(completed.EmittedErrors, KeepEmissions: true),
        StepOutcome.Rebounded rebounded when rebounds >= policy.Limit => new Disposition.Fail([LimitError(rebounded.Reason), .. rebounded.Besides], KeepEmissions: true),
        StepOutcome.Rebounded rebounded => Park(rebounded, rebounds + 1, policy, now, jitter),
        StepOutcome.Failed failed => new Disposition.Fail([.. failed.EmittedErrors, failed.Error], keepsBeforeThrow),
        StepOutcome.LimitExceeded limit => new Disposition.Fail([limit.Error], KeepEmissions: false),
        StepOutcome.SandboxLost lost => new Disposition.Fail([lost.Error], KeepEmissions: false),
        StepOutcome.Interrupted => new Disposition.ReturnUncounted(),
        _ => throw new UnreachableException($"Outcome {outcome.GetType().Name} has no rule."),
    };

    private static Disposition.ReboundAt Park(StepOutcome.Rebounded rebounded, int number, ReboundPolicy policy, DateTimeOffset now, double jitter)
    {
        var at = now + policy.Wait(number, jitter);
        return new Disposition.ReboundAt(at < rebounded.NotBefore ? rebounded.NotBefore.Value : at, number, rebounded.Reason);
    }

    private static StepError LimitError(string lastReason) =>
        new("Error", ReboundLimitExceeded) { Code = ErrorCodes.ReboundLimit, Cause = new StepError("Error", lastReason) };
}
