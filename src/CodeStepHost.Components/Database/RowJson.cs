using System.Buffers;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Errors;

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

    /// <summary>All rows as one JSON array.</summary>
    /// <param name="messageBytes">Where gathering ends: the largest message.</param>
    /// <param name="instead">What an author can do when there is more, for the error; empty when nothing.</param>
    /// <exception cref="StepFailedException">There is more.</exception>
    public static async Task<ReadOnlyMemory<byte>> GatherAsync(DatabaseEngine engine, DbDataReader reader, int messageBytes, string instead, CancellationToken stop)
    {
        var rows = new ArrayBufferWriter<byte>();
        await using var writer = new Utf8JsonWriter(rows, MessageJson.Writing);
        writer.WriteStartArray();
        await foreach (var row in ReadAsync(engine, reader, stop))
        {
            row.Write(writer);
            if (rows.WrittenCount + writer.BytesPending > messageBytes)
            {
                var message = $"The rows together are larger than limits.message ({messageBytes} bytes){instead}.";
                throw new StepFailedException(new StepError("Error", message) { Code = ErrorCodes.MessageLimit }, isLimit: true);
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync(stop);
        return rows.WrittenMemory;
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
