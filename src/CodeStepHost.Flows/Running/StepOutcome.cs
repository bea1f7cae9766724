using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Running;

/// <summary>How a component's work on one message ended, before its emissions are weighed.</summary>
public abstract record ComponentEnd
{
    private ComponentEnd()
    {
    }

    /// <summary>It ran to its end.</summary>
    public sealed record Completed : ComponentEnd;

    /// <summary>It threw, or its database or server answered with an error.</summary>
    public sealed record Threw(StepError Error) : ComponentEnd;

    /// <summary>It broke one of the step's limits.</summary>
    public sealed record LimitExceeded(StepError Error) : ComponentEnd;

    /// <summary>The script's process died or spoke nonsense.</summary>
    public sealed record SandboxLost(StepError Error) : ComponentEnd;

    /// <summary>The host stops, or a colleague's failure took the process away before this message began: it runs again, uncounted.</summary>
    public sealed record Interrupted : ComponentEnd;
}

/// <summary>What became of one execution: its end together with what it emitted.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>It ended; any errors it emitted on the way fail its message.</summary>
    public sealed record Completed(IReadOnlyList<StepError> EmittedErrors) : StepOutcome;

    /// <summary>It emitted a rebound. What it emitted as an error besides, or threw afterwards, is logged with the rebound.</summary>
    public sealed record Rebounded(string Reason, DateTimeOffset? NotBefore, IReadOnlyList<StepError> EmittedErrors, StepError? ThrownAfter) : StepOutcome
    {
        /// <summary>Every error besides the rebound, in the order in which they came.</summary>
        public IEnumerable<StepError> Besides => ThrownAfter is null ? EmittedErrors : EmittedErrors.Append(ThrownAfter);
    }

    /// <summary>It threw.</summary>
    public sealed record Failed(StepError Error, IReadOnlyList<StepError> EmittedErrors) : StepOutcome;

    /// <summary>It broke a limit.</summary>
    public sealed record LimitExceeded(StepError Error) : StepOutcome;

    /// <summary>Its process died.</summary>
    public sealed record SandboxLost(StepError Error) : StepOutcome;

    /// <summary>It did not come to an end that counts.</summary>
    public sealed record Interrupted : StepOutcome;
}
