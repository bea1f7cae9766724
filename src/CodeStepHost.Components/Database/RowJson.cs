using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Database;

/// <summary>Writes rows of one result as JSON objects. Of two columns with one name the last counts, as in a script's object.</summary>
internal sealed class RowJson
{
    private readonly DatabaseEngine _engine;
    private readonly DbDataReader _reader;
    private readonly List<(int Ordinal, JsonEncodedText Name)> _columns = [];

    private RowJson(DatabaseEngine engine, DbDataReader reader)
    {
        _engine = engine;
        _reader = reader;
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        for (var ordinal = 0; ordinal < names.Count; ordinal++)
        {
            if (names.LastIndexOf(names[ordinal]) == ordinal)
                _columns.Add((ordinal, JsonEncodedText.Encode(names[ordinal], MessageJson.Writing.Encoder)));
        }
    }

    /// <summary>The rows of every statement in the text, in order; going to the end is what runs the later statements.</summary>
    public static async IAsyncEnumerable<RowJson> ReadAsync(DatabaseEngine engine, DbDataReader reader, [EnumeratorCancellation] CancellationToken stop)
    {
        do
        {
            var row = new RowJson(engine, reader);
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
            if (_reader.IsDBNull(ordinal))
                writer.WriteNullValue();
            else
                _engine.WriteValue(writer, _reader, ordinal);
        }

        writer.WriteEndObject();
    }
}
