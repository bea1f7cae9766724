using System.Runtime.CompilerServices;

namespace CodeStepHost.Components.Records;

/// <summary>
/// Reads the records of a file, each of which becomes a message. However large the file, about one record of it is held. Files are UTF-8, or
/// UTF-16 with a byte-order mark. A place that is no record is reported and reading goes on after it, except in JSON, where nothing after a
/// syntax error can be trusted. Of CSV, every value is a text: the body is an object with the header's names.
/// </summary>
public static class RecordFile
{
    /// <summary>The largest record, in bytes as it stands in the file: 10 MiB. A larger one is reported as malformed.</summary>
    public const int LargestRecord = 10 << 20;

    /// <summary>The format that a file's name promises.</summary>
    /// <returns>Null when it promises none of them.</returns>
    public static RecordFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => RecordFormat.Json,
        ".NDJSON" or ".JSONL" => RecordFormat.JsonLines,
        ".CSV" => RecordFormat.Csv,
        _ => null,
    };

    /// <summary>Reads a file by the format that its name promises.</summary>
    /// <exception cref="NotSupportedException">Its name promises none; see <see cref="FormatOf"/>.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static IAsyncEnumerable<RecordRead> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var format = FormatOf(path)
            ?? throw new NotSupportedException($"'{Path.GetFileName(path)}' is not a record file; they end in .json, .ndjson, .jsonl or .csv.");
        return ReadFileAsync(path, format, cancellationToken);
    }

    /// <summary>Reads a stream; the caller disposes it.</summary>
    public static IAsyncEnumerable<RecordRead> ReadAsync(Stream stream, RecordFormat format, CancellationToken cancellationToken) =>
        ReadAsync(stream, format, LargestRecord, cancellationToken);

    internal static async IAsyncEnumerable<RecordRead> ReadAsync(
        Stream stream, RecordFormat format, int largest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var window = await FileWindow.OpenAsync(stream, cancellationToken);
        var records = format switch
        {
            RecordFormat.Json => JsonRecords.ReadAsync(window, largest, cancellationToken),
            RecordFormat.JsonLines => JsonLines.ReadAsync(window, largest, cancellationToken),
            _ => CsvRecords.ReadAsync(window, largest, cancellationToken),
        };
        await foreach (var record in records)
            yield return record;
    }

    private static async IAsyncEnumerable<RecordRead> ReadFileAsync(
        string path, RecordFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await foreach (var record in ReadAsync(file, format, LargestRecord, cancellationToken))
            yield return record;
    }
}
