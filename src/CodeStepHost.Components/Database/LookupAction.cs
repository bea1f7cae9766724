using System.Data.Common;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Database;

/// <summary>
/// <c>database.lookup</c>: finds one row by the author's SQL or by a table's key. The row becomes the body; with <c>as</c> it is added to the
/// incoming body under that name. No row is an error, unless the step says <c>notFound: emit</c>: then the body is <c>{}</c>, or null under
/// that name. A second row is always an error.
/// </summary>
internal sealed class LookupAction(DatabaseEngine engine, Func<JsonElement, SqlStatement> prepare, string? under, bool emitsNotFound) : DatabaseAction
{
    public override SqlStatement Prepare(JsonElement body)
    {
        if (under is not null)
            MessageJson.BodyObject(body);
        return prepare(body);
    }

    public override async Task<ReadOnlyMemory<byte>?> RunAsync(DbCommand command, JsonElement body, Outbox outbox, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = await OnlyRow.ReadAsync(RowJson.ReadAsync(engine, reader, stop), row => Message(body, row));
        return found ?? (emitsNotFound ? Message(body, row: null) : throw OnlyRow.None());
    }

    private ReadOnlyMemory<byte> Message(JsonElement body, RowJson? row) => MessageJson.Message(writer =>
    {
        if (under is null)
        {
            WriteRow(writer, row);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in body.EnumerateObject().Where(member => member.Name != under))
        {
            writer.WritePropertyName(member.Name);
            MessageJson.WriteAsItIs(writer, member.Value);
        }

        writer.WritePropertyName(under);
        WriteRow(writer, row);
        writer.WriteEndObject();
    });

    private void WriteRow(Utf8JsonWriter writer, RowJson? row)
    {
        if (row is not null)
        {
            row.Write(writer);
        }
        else if (under is not null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }
}
