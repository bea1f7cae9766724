namespace CodeStepHost.Flows.Definitions;

/// <summary>A secret of <c>codestep.yaml</c>: only the host has its value, and puts it into requests for these hosts.</summary>
/// <param name="Value">Null: it was not asked for.</param>
/// <param name="Hosts">At least one; see <see cref="HostPattern"/>.</param>
public sealed record SecretSettings(string? Value, IReadOnlyList<string> Hosts)
{
    /// <summary>A value with fewer characters cannot be told from other text, and so not be kept out of any.</summary>
    public const int ShortestValue = 4;

    /// <summary>The hosts alone: what is printed must not hold the value.</summary>
    public override string ToString() => $"a secret for {string.Join(", ", Hosts)}";
}
