using System.Buffers;
using System.Data;
using System.Data.Common;
using System.Text.Json;
using CodeStepHost.Components.Database.Engines;
using CodeStepHost.Flows.Errors;

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

        var results = new ArrayBufferWriter<byte>();
        await using (var reader = await command.ExecuteReaderAsync(stop))
            await GatherAsync(reader, results, stop);
        return MessageJson.Message(message =>
        {
            message.WriteStartObject();
            if (engine.GivesOutputsAsRow)
            {
                message.WriteStartArray("results"u8);
                message.WriteEndArray();
                message.WritePropertyName("out"u8);
                WriteFirst(message, results.WrittenSpan);
            }
            else
            {
                message.WritePropertyName("results"u8);
                message.WriteRawValue(results.WrittenSpan, skipInputValidation: true);
                WriteOutputs(message, command);
            }

            message.WriteEndObject();
        });
    }

    private async Task GatherAsync(DbDataReader reader, ArrayBufferWriter<byte> results, CancellationToken stop)
    {
        await using var writer = new Utf8JsonWriter(results, MessageJson.Writing);
        writer.WriteStartArray();
        await foreach (var row in RowJson.ReadAsync(engine, reader, stop))
        {
            row.Write(writer);
            if (results.WrittenCount + writer.BytesPending > messageBytes)
                throw new StepFailedException(new StepError("Error", $"The rows together are larger than limits.message ({messageBytes} bytes).") { Code = ErrorCodes.MessageLimit }, isLimit: true);
        }

        writer.WriteEndArray();
        await writer.FlushAsync(stop);
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
