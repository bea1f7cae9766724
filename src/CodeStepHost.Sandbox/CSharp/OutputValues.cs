using System.Text.Json;
using System.Text.Json.Nodes;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Turns what a script emits into JSON, by the rules of each event and within its size limit.</summary>
internal sealed class OutputValues(ScriptLimits limits)
{
    private static readonly JsonWriterOptions _writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 64, SkipValidation = true };

    /// <summary>The content of a message without its id, with headers; and the id.</summary>
    /// <exception cref="ScriptException">The value is no object or too large.</exception>
    public (byte[] Content, string? Id) Message(object? value)
    {
        if (value is Message message)
            return (MessageJson(message.Content), string.IsNullOrEmpty(message.Id) || message.Id == ReceivedId ? null : message.Id);
        var node = ToNode(value);
        return node switch
        {
            JsonObject content => (MessageJson(content), IdOf(content)),
            JsonArray => (Json(node), null),
            _ => throw new ScriptException($"A message must be an object with a body, not {(node is null ? "null" : node.ToJsonString())}. Write new Message(value) to send a value as the body."),
        };
    }

    /// <summary>Id of the message at hand: passing that message on makes a new one.</summary>
    public string? ReceivedId { get; init; }

    public byte[] Snapshot(JsonNode? value)
    {
        var json = Json(value);
        return json.Length <= limits.SnapshotBytes
            ? json
            : throw new ScriptException($"The snapshot has {json.Length} bytes; its limit is {limits.SnapshotBytes}.", LimitCodes.Snapshot);
    }

    public static JsonObject Object(string name, object? value) =>
        ToNode(value) as JsonObject ?? throw new ScriptException($"You should pass an object to the `{name}` event");

    public byte[] Json(JsonNode? value) => Write(writer =>
    {
        if (value is null)
            writer.WriteNullValue();
        else
            value.WriteTo(writer, ScriptJson.Options);
    });

    private byte[] MessageJson(JsonObject content) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (field, value) in content)
        {
            if (field is "id" || (field is "headers" && value is null))
                continue;
            writer.WritePropertyName(field);
            if (value is null)
                writer.WriteNullValue();
            else
                value.WriteTo(writer, ScriptJson.Options);
        }
        if (content["headers"] is null)
        {
            writer.WriteStartObject("headers");
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    });

    private byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new CappedBuffer();
        buffer.Begin(limits.MessageBytes);
        using (var writer = new Utf8JsonWriter(buffer, _writing))
            WriteAll(writer, write);
        return buffer.IsOver
            ? throw new ScriptException($"Outgoing message size {buffer.Count} exceeds limit of {limits.MessageBytes}.", LimitCodes.Message)
            : buffer.Written.ToArray();
    }

    private static void WriteAll(Utf8JsonWriter writer, Action<Utf8JsonWriter> write)
    {
        try
        {
            write(writer);
        }
        catch (InvalidOperationException) when (writer.CurrentDepth >= ScriptJson.Deepest)
        {
            throw ScriptJson.TooDeep("The value");
        }
    }

    private static JsonNode? ToNode(object? value)
    {
        try
        {
            return ScriptJson.ToNode(value);
        }
        catch (JsonException unfit)
        {
            throw new ScriptException($"The value has no JSON form: {unfit.Message}", cause: unfit);
        }
    }

    private static string? IdOf(JsonObject content) => content["id"] is JsonValue id && id.ToString() is { Length: > 0 } text ? text : null;
}
