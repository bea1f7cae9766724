using System.Data;
using System.Data.Common;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Database;

/// <summary><c>database.call</c>: calls a stored procedure and emits <c>{results: [rows], out: {argument: value}}</c>.</summary>
/// <param name="procedure">Quoted.</param>
/// <param name="shown">The procedure's name as the author wrote it.</param>
internal sealed class CallAction(DatabaseEngine engine, string procedure, string shown, IReadOnlyList<CallArgument> arguments, bool missingIsNull, int messageBytes) : DatabaseAction
{
    public override SqlStatement Prepare(JsonElement body)
    {
        var values = arguments.Select(argument => new BoundValue(
            $"@{argument.Name}",
            argument.Variable is { } variable ? new VariableSql(variable, missingIsNull).Bind(body).Values[0].Value : null,
            argument.Type));
        return new SqlStatement($"CALL {shown}({string.Join(", ", arguments.Select(argument => argument.Name))})", procedure, [.. values]) { IsCall = true };
    }

    public override async Task<ReadOnlyMemory<byte>?> RunAsync(DbCommand command, JsonElement body, Outbox outbox, CancellationToken stop)
    {
        foreach (var (parameter, argument) in command.Parameters.Cast<DbParameter>().Zip(arguments))
        {
            if (!argument.GivesBack)
                continue;
            parameter.Direction = argument.Variable is null ? ParameterDirection.Output : ParameterDirection.InputOutput;
            engine.SizeOutput(parameter, argument.Type);
        }

        ReadOnlyMemory<byte> results;
        await using (var reader = await command.ExecuteReaderAsync(stop))
            results = await RowJson.GatherAsync(engine, reader, messageBytes, instead: "", stop);
        return MessageJson.Message(message =>
        {
            message.WriteStartObject();
            if (engine.GivesOutputsAsRow)
            {
                message.WriteStartArray("results"u8);
                message.WriteEndArray();
                message.WritePropertyName("out"u8);
                WriteFirst(message, results.Span);
            }
            else
            {
                message.WritePropertyName("results"u8);
                message.WriteRawValue(results.Span, skipInputValidation: true);
                WriteOutputs(message, command);
            }

            message.WriteEndObject();
        });
    }

    private void WriteOutputs(Utf8JsonWriter writer, DbCommand command)
    {
        writer.WriteStartObject("out"u8);
        foreach (var (parameter, argument) in command.Parameters.Cast<DbParameter>().Zip(arguments))
        {
            if (!argument.GivesBack)
                continue;
            writer.WritePropertyName(argument.Name);
            ColumnJson.Write(writer, parameter.Value ?? DBNull.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteFirst(Utf8JsonWriter writer, ReadOnlySpan<byte> rows)
    {
        var reader = new Utf8JsonReader(rows);
        using var all = JsonDocument.ParseValue(ref reader);
        if (all.RootElement.GetArrayLength() > 0)
        {
            MessageJson.WriteAsItIs(writer, all.RootElement[0]);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
