using System.Text.RegularExpressions;
using CodeStepHost.Sandbox.Running;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Words of the language, and what was probably meant by a word that is nearly one.</summary>
internal static partial class Keywords
{
    // Too short words are near to too much.
    private static readonly string[] _all =
    [
        "async", "await", "break", "case", "catch", "class", "const", "continue", "default", "delete", "else", "extends", "finally", "function", "instanceof", "return", "static", "super",
        "switch", "throw", "typeof", "while", "yield", "new", "var", "let", "try",
    ];

    public static IReadOnlyList<string> All => _all;

    /// <summary>The word of the language that a name nearly is; null when it is one, or is none.</summary>
    public static string? Nearest(string name) => name.Length < 3 || Array.IndexOf(_all, name) >= 0 ? null : NearestName.Of(name, _all);

    /// <summary>The misspelt word of the language at which, or because of which, a text cannot be read on: there, just before, or at the beginning of the line.</summary>
    public static (string Written, string Meant)? MisspeltAt(string text, int index)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, Math.Min(index, text.Length) - 1)) + 1;
        var before = text[Math.Max(start, index - 200)..index];
        foreach (var word in (string[])[LastWord().Match(before).Groups["word"].Value, FirstWord().Match(text[index..Math.Min(text.Length, index + 50)]).Groups["word"].Value, Beginning().Match(before).Groups["word"].Value])
        {
            if (word.Length > 0 && Nearest(word) is { } meant)
                return (word, meant);
        }
        return null;
    }

    [GeneratedRegex(@"(^|[^\w$.])(?<word>[A-Za-z]+)\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex LastWord();

    [GeneratedRegex(@"^\s*(?<word>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"^[\s}]*(?<word>[A-Za-z]+)\s*\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex Beginning();
}
