using System.Runtime.CompilerServices;

namespace CodeStepHost.Components.Records;

/// <summary>Reads one JSON value from each line; empty lines are passed over.</summary>
internal static class JsonLines
{
    public static async IAsyncEnumerable<RecordRead> ReadAsync(FileWindow window, int largest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long number = 1; await window.TakeSpaceAsync(cancellationToken); number++)
        {
            var line = window.Line;
            var seen = 0;
            int end;
            while ((end = window.Span[seen..].IndexOf((byte)'\n')) < 0 && !window.IsAtEnd && window.Length <= largest)
            {
                seen = window.Length;
                await window.GrowAsync(cancellationToken);
            }

            var length = end < 0 ? window.Length : seen + end;
            if (length > largest)
            {
                yield return new RecordRead.Malformed(number, line, FileWindow.Text(window.Span), $"Line {line} is larger than {largest} bytes.");
                await window.TakeLineAsync(cancellationToken);
                continue;
            }

            yield return Read(number, line, window.Column, window.Span[..length].TrimEnd(" \t\r"u8));
            window.Take(length);
        }
    }

    private static RecordRead Read(long number, int line, int column, ReadOnlySpan<byte> text) => JsonText.Problem(text, line, column) is { } problem
        ? new RecordRead.Malformed(number, line, FileWindow.Text(text), problem)
        : new RecordRead.Record(number, line, text.ToArray());
}
