using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Looks whether a JSON file that a script requires can be read.</summary>
internal static partial class JsonFiles
{
    private static readonly JsonReaderOptions _reading = new() { MaxDepth = EngineOptions.DeepestJson };

    /// <summary>What is wrong with the file; null when nothing is.</summary>
    public static ScriptDiagnostic? Check(string path, string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), _reading);
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException malformed)
        {
            var (message, suggestion) = InWords(Place().Replace(malformed.Message, ""), text);
            var line = (int)(malformed.LineNumber ?? 0);
            return new ScriptDiagnostic("error", FindingCodes.Syntax, message, path, line + 1, Column(text, line, (int)(malformed.BytePositionInLine ?? 0)), suggestion);
        }
    }

    private static (string Message, string? Suggestion) InWords(string message, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return ("The file is empty, so it is no JSON.", "Write {} or [].");
        if (message.Contains("trailing comma", StringComparison.Ordinal))
            return ("There is a comma after the last value; JSON has none there.", "Remove it.");
        return (message, message.StartsWith("'/'", StringComparison.Ordinal) ? "JSON has no comments." : null);
    }

    // The reader counts bytes, people count characters.
    private static int Column(string text, int line, int bytes)
    {
        var start = 0;
        for (var skipped = 0; skipped < line; skipped++)
            start = text.IndexOf('\n', start) + 1;
        var column = 1;
        foreach (var rune in text[start..].EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            column += rune.Utf16SequenceLength;
        }
        return column;
    }

    [GeneratedRegex(@" (Path: .* \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 300)]
    private static partial Regex Place();
}
