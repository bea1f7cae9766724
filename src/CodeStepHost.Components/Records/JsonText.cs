using System.Text.Json;
using System.Text.Unicode;

namespace CodeStepHost.Components.Records;

/// <summary>Judges bytes that should be one JSON value.</summary>
internal static class JsonText
{
    /// <param name="json">One value, with space around it at most.</param>
    /// <param name="line">The line of the file on which it begins.</param>
    /// <param name="column">The byte of that line at which it begins, from 1.</param>
    /// <returns>What is wrong, with line and column; null when nothing is.</returns>
    public static string? Problem(ReadOnlySpan<byte> json, int line, int column)
    {
        if (!Utf8.IsValid(json))
            return $"Line {line}: the text is not UTF-8.";
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            // The reader's own place counts from 0, and from where the value begins.
            var text = exception.Message;
            var place = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var at = exception.BytePositionInLine + (exception.LineNumber == 0 ? column : 1);
            return $"Line {line + exception.LineNumber}, column {at}: {(place < 0 ? text : text[..place])}";
        }
    }
}
