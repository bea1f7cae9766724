namespace CodeStepHost.Flows.Definitions;

/// <summary>When a step whose messages keep failing, or rebounding, for the same cause waits by itself.</summary>
/// <param name="After">After how many of them in a row; 1 to 1000.</param>
/// <param name="Probe">How often one message is tried while the step is on hold; more than zero.</param>
public sealed record HoldPolicy(int After, TimeSpan Probe)
{
    /// <summary>After five, with one message a minute.</summary>
    public static HoldPolicy Default { get; } = new(5, TimeSpan.FromMinutes(1));
}
