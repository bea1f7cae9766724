using System.Text;
using System.Text.Json;

namespace CodeStepHost.Components.Records;

/// <summary>How looking for a row went.</summary>
internal enum CsvScan
{
    /// <summary>The row is whole.</summary>
    Row,

    /// <summary>The row goes on after what is in sight.</summary>
    NeedsMore,

    /// <summary>A quote stands where none may, or is never closed.</summary>
    BadQuote,
}

/// <summary>
/// One row of a CSV file, found in bytes: fields between separators, or in quotes in which a doubled quote stands for one, and which may hold
/// separators and line ends. One instance serves row after row.
/// </summary>
internal sealed class CsvRow(byte separator)
{
    private readonly List<(int Start, int Length, bool HasDoubledQuotes)> _fields = [];

    /// <summary>How many bytes the row has, its line end included; 0 when its end was not found.</summary>
    public int Length { get; private set; }

    public int FieldCount => _fields.Count;

    /// <summary>Finds the row that begins the bytes.</summary>
    /// <param name="isAll">Whether the file ends with them.</param>
    public CsvScan Find(ReadOnlySpan<byte> bytes, bool isAll)
    {
        _fields.Clear();
        Length = 0;
        var at = 0;
        while (true)
        {
            var field = at < bytes.Length && bytes[at] == '"' ? FindQuoted(bytes, ref at, isAll) : FindPlain(bytes, ref at, isAll);
            if (field != CsvScan.Row)
                return field;

            if (at < bytes.Length && bytes[at] == separator)
            {
                at++;
                continue;
            }

            var lineEnd = bytes[at..] switch
            {
                [] => 0,
                [(byte)'\n', ..] => 1,
                [(byte)'\r', (byte)'\n', ..] => 2,
                [(byte)'\r'] => 1,
                _ => -1,
            };
            if (lineEnd < 0)
                return CsvScan.BadQuote;
            if (!isAll && at + lineEnd == bytes.Length && bytes[^1] != '\n')
                return CsvScan.NeedsMore;
            Length = at + lineEnd;
            return CsvScan.Row;
        }
    }

    /// <summary>The fields of the row found last, as texts.</summary>
    public List<string> Texts(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>(_fields.Count);
        foreach (var field in _fields)
            texts.Add(Encoding.UTF8.GetString(Unquoted(bytes, field)));
        return texts;
    }

    /// <summary>Writes the row found last as an object.</summary>
    public void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes, IReadOnlyList<JsonEncodedText> names)
    {
        writer.WriteStartObject();
        for (var index = 0; index < names.Count; index++)
            writer.WriteString(names[index], Unquoted(bytes, _fields[index]));
        writer.WriteEndObject();
    }

    private CsvScan FindQuoted(ReadOnlySpan<byte> bytes, ref int at, bool isAll)
    {
        var start = ++at;
        var hasDoubledQuotes = false;
        while (true)
        {
            var quote = bytes[at..].IndexOf((byte)'"');
            if (quote < 0)
                return isAll ? CsvScan.BadQuote : CsvScan.NeedsMore;
            at += quote + 1;
            if (at == bytes.Length && !isAll)
                return CsvScan.NeedsMore;
            if (at == bytes.Length || bytes[at] != '"')
                break;
            hasDoubledQuotes = true;
            at++;
        }

        _fields.Add((start, at - 1 - start, hasDoubledQuotes));
        return CsvScan.Row;
    }

    private CsvScan FindPlain(ReadOnlySpan<byte> bytes, ref int at, bool isAll)
    {
        var start = at;
        var length = bytes[at..].IndexOfAny(separator, (byte)'\n');
        if (length < 0 && !isAll)
            return CsvScan.NeedsMore;
        at = length < 0 ? bytes.Length : at + length;
        if (bytes[start..at].Contains((byte)'"'))
            return CsvScan.BadQuote;

        // The carriage return before a line end belongs to the line end.
        if (at > start && bytes[at - 1] == '\r' && (at == bytes.Length || bytes[at] == '\n'))
            at--;
        _fields.Add((start, at - start, false));
        return CsvScan.Row;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> bytes, (int Start, int Length, bool HasDoubledQuotes) field)
    {
        var value = bytes.Slice(field.Start, field.Length);
        if (!field.HasDoubledQuotes)
            return value;

        var plain = new List<byte>(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            plain.Add(value[at]);
            if (value[at] == '"')
                at++;
        }

        return plain.ToArray();
    }
}
