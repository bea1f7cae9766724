using System.Runtime.CompilerServices;

namespace CodeStepHost.Components.Records;

/// <summary>Reads the elements of a JSON array one after another, or a single value. The first syntax error ends it.</summary>
internal static class JsonRecords
{
    public static async IAsyncEnumerable<RecordRead> ReadAsync(FileWindow window, int largest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await window.TakeSpaceAsync(cancellationToken))
        {
            yield return new RecordRead.Malformed(1, window.Line, "", "The file is empty.");
            yield break;
        }

        var isArray = window.Span[0] == '[';
        if (isArray)
            window.Take(1);

        long number = 1;
        var isOver = isArray && await window.TakeSpaceAsync(cancellationToken) && window.Span[0] == ']';
        if (isOver)
            window.Take(1);
        while (!isOver)
        {
            if (!await window.TakeSpaceAsync(cancellationToken))
            {
                yield return Tail(window, number, "the file ends inside the array");
                yield break;
            }

            var line = window.Line;
            var length = await FindEndAsync(window, largest, cancellationToken);
            if (length > largest)
            {
                yield return new RecordRead.Malformed(number, line, FileWindow.Text(window.Span), $"Line {line}: the record is larger than {largest} bytes.");
                await SkipValueAsync(window, cancellationToken);
            }
            else if (JsonText.Problem(window.Span[..length], line, window.Column) is { } problem)
            {
                yield return new RecordRead.Malformed(number, line, FileWindow.Text(window.Span), problem);
                yield break;
            }
            else
            {
                yield return new RecordRead.Record(number, line, window.Span[..length].ToArray());
                window.Take(length);
            }

            number++;
            if (!isArray)
                break;

            if (!await window.TakeSpaceAsync(cancellationToken) || window.Span[0] is not ((byte)',' or (byte)']'))
            {
                yield return Tail(window, number, window.Length == 0 ? "the file ends inside the array" : "a comma or the end of the array was expected");
                yield break;
            }

            isOver = window.Span[0] == ']';
            window.Take(1);
        }

        if (await window.TakeSpaceAsync(cancellationToken))
            yield return Tail(window, number, "there is more after the end; one JSON value on each line is a file that ends in .ndjson");
    }

    private static RecordRead.Malformed Tail(FileWindow window, long number, string problem) =>
        new(number, window.Line, FileWindow.Text(window.Span), $"Line {window.Line}, column {window.Column}: {problem}.");

    /// <returns>The length of the value that begins the window; more than <paramref name="largest"/> when it is at least that.</returns>
    private static async ValueTask<int> FindEndAsync(FileWindow window, int largest, CancellationToken cancellationToken)
    {
        var end = default(JsonValueEnd);
        var seen = 0;
        int found;
        while ((found = end.Find(window.Span[seen..])) < 0 && !window.IsAtEnd && window.Length <= largest)
        {
            seen = window.Length;
            await window.GrowAsync(cancellationToken);
        }

        return found < 0 ? window.Length : seen + found;
    }

    private static async ValueTask SkipValueAsync(FileWindow window, CancellationToken cancellationToken)
    {
        var end = default(JsonValueEnd);
        int found;
        while ((found = end.Find(window.Span)) < 0 && !window.IsAtEnd)
        {
            window.Take(window.Length);
            await window.GrowAsync(cancellationToken);
        }

        window.Take(found < 0 ? window.Length : found);
    }
}
