namespace CodeStepHost.Flows.Messages;

/// <summary>Where a message waits: a step of a flow.</summary>
public readonly record struct StepAddress(string Flow, string Step)
{
    /// <summary><c>flow/step</c>, as people write it.</summary>
    public override string ToString() => $"{Flow}/{Step}";
}
