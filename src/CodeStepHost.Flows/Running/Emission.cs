using CodeStepHost.Flows.Errors;

namespace CodeStepHost.Flows.Running;

/// <summary>Something that a component emits while it works on a message.</summary>
public abstract record Emission
{
    private Emission()
    {
    }

    /// <summary>A message for every following step, or for some of them.</summary>
    /// <param name="Content">A JSON object with at least <c>body</c> and <c>headers</c>; the memory is the receiver's to keep.</param>
    /// <param name="Id">The id that the script gave it.</param>
    public sealed record Data(ReadOnlyMemory<byte> Content, string? Id = null) : Emission
    {
        /// <summary>The names of the steps that get it, each one of the step's <see cref="Definitions.StepDefinition.To"/>; null: all of those.</summary>
        public IReadOnlyList<string>? To { get; init; }
    }

    /// <summary>An error record; the message ends as failed.</summary>
    public sealed record Error(StepError Value) : Emission;

    /// <summary>The message is to be parked.</summary>
    public sealed record Rebound(string Reason) : Emission
    {
        /// <summary>No wait ends before this, whatever the schedule says (a server's <c>Retry-After</c>).</summary>
        public DateTimeOffset? NotBefore { get; init; }
    }

    /// <summary>The step's new snapshot, as JSON.</summary>
    public sealed record Snapshot(ReadOnlyMemory<byte> Value) : Emission;

    /// <summary>New values of the step's stored credential, as a JSON object.</summary>
    public sealed record UpdateKeys(ReadOnlyMemory<byte> Value) : Emission;

    /// <summary>A message to the step itself, for later: not a rebound, which brings back the message at work and is counted.</summary>
    /// <param name="At">When it comes due.</param>
    /// <param name="Content">A JSON object with at least <c>body</c> and <c>headers</c>; the memory is the receiver's to keep.</param>
    public sealed record WakeUp(DateTimeOffset At, ReadOnlyMemory<byte> Content) : Emission;

    /// <summary>An error-handling step closes the error that it handles.</summary>
    public sealed record Handled : Emission;
}

/// <summary>Levels of a step's log lines.</summary>
public enum StepLogLevel
{
    Trace = 1,
    Debug = 2,
    Info = 3,
    Warn = 4,
    Error = 5,
    Fatal = 6,
}
