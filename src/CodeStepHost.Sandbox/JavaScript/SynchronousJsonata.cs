using System.Text.RegularExpressions;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// JSONata's reference implementation waits for a promise at every step of an expression, for the sake of functions that answer later. The host's own steps have
/// none; without the waiting the same code gives the same values in half the time.
/// </summary>
internal static partial class SynchronousJsonata
{
    /// <summary>The name under which own scripts load it.</summary>
    public const string File = "jsonata-sync.js";

    /// <summary>What it is made of.</summary>
    public const string Source = "jsonata.js";

    public static string Of(string jsonata) => Waiting().Replace(jsonata, "");

    [GeneratedRegex(@"\bawait Promise\.all\b|\bawait\b ?|\basync (?=function\b)|\basync(?=\()", RegexOptions.None, 10_000)]
    private static partial Regex Waiting();
}
