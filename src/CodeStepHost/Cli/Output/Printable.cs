using System.Globalization;
using System.Text;

namespace CodeStepHost.Cli.Output;

/// <summary>
/// Makes text from scripts and messages safe to print: what would move the cursor, change colours or turn the reading order
/// is shown as <c>\u001b</c> instead.
/// </summary>
internal static class Printable
{
    /// <summary>As one line: line ends are shown as <c>\n</c>.</summary>
    public static string Line(string text) => Escape(text);

    /// <summary>As several lines: line ends stay, tabs become spaces.</summary>
    public static IEnumerable<string> Lines(string text) =>
        text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => Escape(line.Replace("\t", "    ")));

    /// <summary>JSON text in which characters of this kind, which can only be inside of strings, are escaped.</summary>
    public static string Json(string json)
    {
        if (json.All(character => character is '\n' || !IsHarmful(character)))
            return json;
        var safe = new StringBuilder(json.Length + 16);
        foreach (var character in json)
            _ = character is not '\n' && IsHarmful(character) ? safe.Append($"\\u{(int)character:x4}") : safe.Append(character);
        return safe.ToString();
    }

    private static string Escape(string text)
    {
        if (!text.Any(character => IsHarmful(character) || char.IsSurrogate(character)))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(character, text[i + 1]))
                safe.Append(character).Append(text[++i]);
            else if (character is '\n' or '\r' or '\t')
                safe.Append(character switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            else if (IsHarmful(character) || char.IsSurrogate(character))
                safe.Append($"\\u{(int)character:x4}");
            else
                safe.Append(character);
        }

        return safe.ToString();
    }

    // Zero-width joiners hold emoji and some scripts together, and do no harm.
    private static bool IsHarmful(char character) =>
        character is not ('\u200c' or '\u200d')
        && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
