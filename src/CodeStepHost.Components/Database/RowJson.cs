using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>
/// Writes rows of one result as JSON objects: numbers as numbers, blobs as base64, what JSON has no number for (infinity) as null. Of two
/// columns with one name the last counts, as in a script's object.
/// </summary>
internal sealed class RowJson
{
    private readonly DbDataReader _reader;
    private readonly List<(int Ordinal, JsonEncodedText Name)> _columns = [];

    private RowJson(DbDataReader reader)
    {
        _reader = reader;
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        for (var ordinal = 0; ordinal < names.Count; ordinal++)
        {
            if (names.LastIndexOf(names[ordinal]) == ordinal)
                _columns.Add((ordinal, JsonEncodedText.Encode(names[ordinal], MessageJson.Writing.Encoder)));
        }
    }

    /// <summary>The rows of every statement in the text, in order; going to the end is what runs the later statements.</summary>
    public static async IAsyncEnumerable<RowJson> ReadAsync(DbDataReader reader, [EnumeratorCancellation] CancellationToken stop)
    {
        do
        {
            var row = new RowJson(reader);
            while (await reader.ReadAsync(stop))
                yield return row;
        }
        while (await reader.NextResultAsync(stop));
    }

    /// <summary>Writes the row at which the reader stands.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (ordinal, name) in _columns)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, _reader.GetValue(ordinal));
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case DBNull:
                writer.WriteNullValue();
                break;
            case long or int or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double or float:
                var real = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                if (double.IsFinite(real))
                    writer.WriteNumberValue(real);
                else
                    writer.WriteNullValue();
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte[] blob:
                writer.WriteBase64StringValue(blob);
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
