using System.Buffers;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Reply;

/// <summary>A reply step at work.</summary>
/// <param name="fixedBody">The body of every answer; null: the incoming one.</param>
internal sealed class ReplyLane(int status, IReadOnlyDictionary<string, string> headers, JsonElement? fixedBody) : IStepLane
{
    public int Depth => 1;

    public bool UsesSnapshot => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        if (stopWork.IsCancellationRequested)
            return new ComponentEnd.Interrupted();

        var content = execution.Claimed.Message.Content;
        try
        {
            var answer = Answer(content);
            if (!execution.CanReply)
                execution.Emissions.Log(StepLogLevel.Warn, "No HTTP caller waits for this message, so there is nobody to reply to.");
            else if (!HttpReply.TryRead(answer, out _, out var problem))
                return new ComponentEnd.Threw(new StepError("Error", $"The reply cannot be sent: {problem}.") { Code = HttpReply.Code });
            else if (!execution.Emissions.Reply(answer))
                execution.Emissions.Log(StepLogLevel.Warn, "The HTTP caller no longer waits, so nobody got the reply.");
        }
        catch (JsonException exception)
        {
            return new ComponentEnd.Threw(new StepError(nameof(JsonException), exception.Message));
        }

        // The caller has the answer: a stop may not make the message run again.
        return await execution.Emissions.EmitAsync(new Emission.Data(content), CancellationToken.None) is { } limit
            ? new ComponentEnd.LimitExceeded(limit)
            : new ComponentEnd.Completed();
    }

    private ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> content)
    {
        using var message = MessageJson.Parse(content);
        var body = fixedBody ?? MessageJson.Body(message);
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, MessageJson.Writing);
        writer.WriteStartObject();
        writer.WriteNumber("statusCode"u8, status);
        writer.WritePropertyName("body"u8);
        if (body.ValueKind == JsonValueKind.Undefined)
            writer.WriteNullValue();
        else
            MessageJson.WriteAsItIs(writer, body);
        writer.WriteStartObject("headers"u8);
        foreach (var (name, value) in headers)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }
}
