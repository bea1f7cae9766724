using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions;

/// <summary><c>${secret.NAME}</c>: how a flow names a secret of <c>codestep.yaml</c>.</summary>
public static partial class SecretReference
{
    /// <summary>The reference to a secret.</summary>
    public static string To(string name) => $"${{secret.{name}}}";

    /// <summary>Whether what stands between the braces of <c>${…}</c> names a secret.</summary>
    public static bool IsInside(string text) => Inside().IsMatch(text);

    /// <summary>Whether a text names any secret.</summary>
    public static bool IsIn(string text) => text.Contains("${secret.", StringComparison.Ordinal);

    /// <summary>The names that stand where a secret's should, right or not.</summary>
    public static IEnumerable<string> NamesIn(string text) => Reference().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>The text with something else in place of each reference.</summary>
    /// <param name="valueOf">By name; null leaves the reference.</param>
    public static string Fill(string text, Func<string, string?> valueOf) =>
        IsIn(text) ? Reference().Replace(text, match => valueOf(match.Groups["name"].Value) ?? match.Value) : text;

    [GeneratedRegex(@"\$\{\s*secret\.(?<name>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\Asecret\.[A-Za-z0-9_][A-Za-z0-9_-]{0,63}\z", RegexOptions.None, 1000)]
    private static partial Regex Inside();
}
