using System.Data.Common;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>
/// <c>database.insert</c> and <c>database.upsert</c>, which pass the incoming body on so that steps can follow one another, and
/// <c>database.delete</c>, which emits <c>{result: number of rows}</c>.
/// </summary>
internal sealed class WriteAction(Func<JsonElement, SqlStatement> prepare, bool emitsCount) : DatabaseAction
{
    public override SqlStatement Prepare(JsonElement body) => prepare(body);

    public override async Task<ReadOnlyMemory<byte>?> RunAsync(DbCommand command, JsonElement body, Outbox outbox, CancellationToken stop)
    {
        var count = await command.ExecuteNonQueryAsync(stop);
        return MessageJson.Message(writer =>
        {
            if (!emitsCount)
            {
                MessageJson.WriteAsItIs(writer, body);
                return;
            }

            writer.WriteStartObject();
            writer.WriteNumber("result"u8, count);
            writer.WriteEndObject();
        });
    }
}
