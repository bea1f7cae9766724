using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace CodeStepHost.Components.Records;

/// <summary>
/// Reads the rows of a CSV file, each as an object with the header's names and texts as values. The separator is the comma, semicolon, tab or bar
/// that the header has most of, or the one that a first line <c>sep=;</c> names, as spreadsheets write it. After a row with a wrong quote reading goes on
/// with the next line; empty lines are passed over.
/// </summary>
internal static class CsvRecords
{
    private static ReadOnlySpan<byte> Separators => ",;\t|"u8;

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async IAsyncEnumerable<RecordRead> ReadAsync(FileWindow window, int largest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var separator = await FindSeparatorAsync(window, largest, cancellationToken);
        if (!await window.TakeEmptyLinesAsync(cancellationToken))
        {
            yield return new RecordRead.Malformed(1, window.Line, "", "The file is empty; its first line should name the columns.");
            yield break;
        }

        var row = new CsvRow(separator);
        if (await FindProblemAsync(window, row, largest, cancellationToken) is { } headerProblem)
        {
            yield return new RecordRead.Malformed(1, window.Line, FirstLine(window), $"{headerProblem} Without the names of the columns the rest cannot be read.");
            yield break;
        }

        var names = Names(row.Texts(window.Span));
        window.Take(row.Length);

        for (long number = 1; await window.TakeEmptyLinesAsync(cancellationToken); number++)
        {
            var line = window.Line;
            if (await FindProblemAsync(window, row, largest, cancellationToken) is { } problem)
            {
                var isWhole = row.Length > 0;
                yield return new RecordRead.Malformed(number, line, isWhole ? FileWindow.Text(window.Span[..row.Length]) : FirstLine(window), problem);
                if (isWhole)
                    window.Take(row.Length);
                else
                    await window.TakeLineAsync(cancellationToken);
                continue;
            }

            yield return Read(number, line, window.Span[..row.Length], row, names);
            window.Take(row.Length);
        }
    }

    private static RecordRead Read(long number, int line, ReadOnlySpan<byte> bytes, CsvRow row, List<JsonEncodedText> names)
    {
        if (row.FieldCount != names.Count)
        {
            var problem = $"Line {line}: the header has {names.Count} columns, the row {row.FieldCount}.";
            return new RecordRead.Malformed(number, line, FileWindow.Text(bytes), problem);
        }

        var json = new ArrayBufferWriter<byte>(bytes.Length * 2);
        using var writer = new Utf8JsonWriter(json, s_writing);
        row.Write(writer, bytes, names);
        writer.Flush();
        return new RecordRead.Record(number, line, json.WrittenMemory);
    }

    /// <summary>Finds the row that begins the window.</summary>
    /// <returns>Why it is none; null when it was found.</returns>
    private static async ValueTask<string?> FindProblemAsync(FileWindow window, CsvRow row, int largest, CancellationToken cancellationToken)
    {
        CsvScan scan;
        while ((scan = row.Find(window.Span, window.IsAtEnd)) == CsvScan.NeedsMore && window.Length <= largest)
            await window.GrowAsync(cancellationToken);
        return scan switch
        {
            CsvScan.BadQuote => $"Line {window.Line}: a quote stands inside a field, or is never closed.",
            CsvScan.NeedsMore => $"Line {window.Line}: the row is larger than {largest} bytes; perhaps a quote is never closed.",
            _ when row.Length > largest => $"Line {window.Line}: the row is larger than {largest} bytes.",
            _ when !Utf8.IsValid(window.Span[..row.Length]) => $"Line {window.Line}: the text is not UTF-8.",
            _ => null,
        };
    }

    /// <summary>Finds out what the file is like by its first line, and takes that away where it only says what separates.</summary>
    private static async ValueTask<byte> FindSeparatorAsync(FileWindow window, int largest, CancellationToken cancellationToken)
    {
        await window.TakeEmptyLinesAsync(cancellationToken);
        while (window.Span.IndexOf((byte)'\n') < 0 && !window.IsAtEnd && window.Length <= largest)
            await window.GrowAsync(cancellationToken);
        if (EndsWithReturn(window.Span))
            window.ReadReturnsAsLineEnds();
        if (NamedSeparator(window.Span) is { } named)
        {
            await window.TakeLineAsync(cancellationToken);
            return named;
        }

        Span<int> counts = stackalloc int[Separators.Length];
        var isQuoted = false;
        foreach (var value in window.Span)
        {
            if (value == '"')
                isQuoted = !isQuoted;
            if (isQuoted)
                continue;
            if (value == '\n')
                break;
            var candidate = Separators.IndexOf(value);
            if (candidate >= 0)
                counts[candidate]++;
        }

        var most = 0;
        for (var candidate = 1; candidate < counts.Length; candidate++)
            most = counts[candidate] > counts[most] ? candidate : most;
        return Separators[most];
    }

    /// <summary>Whether the first line ends with a carriage return alone.</summary>
    private static bool EndsWithReturn(ReadOnlySpan<byte> bytes)
    {
        var isQuoted = false;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && bytes[at] is (byte)'\r' or (byte)'\n')
                return bytes[at] == '\r' && !(at + 1 < bytes.Length && bytes[at + 1] == '\n');
        }

        return false;
    }

    private static byte? NamedSeparator(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        return (end < 0 ? bytes : bytes[..end]).Trim((byte)'"') switch
        {
            [(byte)'s' or (byte)'S', (byte)'e' or (byte)'E', (byte)'p' or (byte)'P', (byte)'=', var separator] when char.IsAscii((char)separator) => separator,
            _ => null,
        };
    }

    /// <summary>A column without a name is called by its place (<c>column3</c>), and the second of one name <c>name_2</c>.</summary>
    private static List<JsonEncodedText> Names(List<string> header)
    {
        var names = new HashSet<string>();
        var encoded = new List<JsonEncodedText>();
        for (var index = 0; index < header.Count; index++)
        {
            var given = header[index].Trim();
            given = given.Length > 0 ? given : $"column{index + 1}";
            var name = given;
            for (var copy = 2; !names.Add(name); copy++)
                name = $"{given}_{copy}";
            encoded.Add(JsonEncodedText.Encode(name, s_writing.Encoder));
        }

        return encoded;
    }

    private static string FirstLine(FileWindow window)
    {
        var end = window.Span.IndexOf((byte)'\n');
        return FileWindow.Text(end < 0 ? window.Span : window.Span[..end]);
    }
}
