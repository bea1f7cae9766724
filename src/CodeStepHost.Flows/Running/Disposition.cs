using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Running;

/// <summary>What a commit does with the message, and with what its execution emitted.</summary>
public abstract record Disposition
{
    private Disposition()
    {
    }

    /// <summary>The message is done; emissions are kept.</summary>
    public sealed record Acknowledge : Disposition;

    /// <summary>The message is parked until <paramref name="At"/>; emissions are kept, up to the rebound if the script threw after it.</summary>
    /// <param name="Number">Which rebound of the message it is, from 1.</param>
    /// <param name="Reason">What the script said.</param>
    public sealed record ReboundAt(DateTimeOffset At, int Number, string Reason) : Disposition;

    /// <summary>The message is failed with these errors, the first of which is listed first.</summary>
    /// <param name="KeepEmissions">Whether emissions are kept: true after a run to the end or a rebound, false after a throw.</param>
    public sealed record Fail(IReadOnlyList<StepError> Errors, bool KeepEmissions) : Disposition;

    /// <summary>The message goes back to the front of its queue as if it had not been claimed; emissions are dropped.</summary>
    public sealed record ReturnUncounted : Disposition;
}
