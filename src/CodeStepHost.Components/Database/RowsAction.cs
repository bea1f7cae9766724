using System.Data.Common;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Database;

/// <summary>
/// <c>database.select</c> and <c>database.query</c>: runs the author's SQL and emits its rows. With <c>emit: each</c> one row at a time is held.
/// </summary>
/// <param name="counts">Whether <c>emit: all</c> also tells how many rows the statement changed.</param>
/// <param name="messageBytes">Where gathering all rows ends: the largest message.</param>
internal sealed class RowsAction(DatabaseEngine engine, VariableSql sql, RowEmission emit, bool counts, int messageBytes) : DatabaseAction
{
    public override SqlStatement Prepare(JsonElement body) => sql.Bind(body);

    public override async Task<ReadOnlyMemory<byte>?> RunAsync(DbCommand command, JsonElement body, Outbox outbox, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(stop);
        switch (emit)
        {
            case RowEmission.Each:
                await foreach (var row in RowJson.ReadAsync(engine, reader, stop))
                    await outbox.EmitAsync(new Emission.Data(MessageJson.Message(row.Write)), stop);
                return null;
            case RowEmission.Single:
                return await OnlyRow.ReadAsync(RowJson.ReadAsync(engine, reader, stop), row => MessageJson.Message(row.Write)) ?? throw OnlyRow.None();
            default:
                return await GatherAsync(reader, stop);
        }
    }

    private async Task<ReadOnlyMemory<byte>> GatherAsync(DbDataReader reader, CancellationToken stop)
    {
        var results = await RowJson.GatherAsync(engine, reader, messageBytes, "; emit: each gives every row a message of its own", stop);
        await reader.CloseAsync();
        return MessageJson.Message(message =>
        {
            message.WriteStartObject();
            message.WritePropertyName("results"u8);
            message.WriteRawValue(results.Span, skipInputValidation: true);
            if (counts)
                message.WriteNumber("rowsAffected"u8, Math.Max(0, reader.RecordsAffected));
            message.WriteEndObject();
        });
    }
}
