using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>What flows, steps and connections may be called: they stand in addresses, file names and log lines. The schemas hold the same pattern.</summary>
internal static partial class FlowName
{
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.None, 1000)]
    private static partial Regex Pattern();
}
