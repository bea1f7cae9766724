namespace CodeStepHost.Components.Aggregating;

/// <summary>Stable codes of the errors of <c>aggregate</c>.</summary>
public static class AggregateErrorCodes
{
    /// <summary>The expression <c>key</c> gives no text, number or boolean.</summary>
    public const string Key = "aggregate.key";

    /// <summary>The step's snapshot is not one that the step wrote.</summary>
    public const string Snapshot = "aggregate.snapshot";
}
