using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>Reads the body of a message's JSON, and writes new messages.</summary>
internal static class MessageJson
{
    /// <summary>Texts stay readable; nothing here is pasted into a page.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 1000 };

    public static JsonDocument Parse(ReadOnlyMemory<byte> content) => JsonDocument.Parse(content, s_reading);

    /// <summary>The body; <see cref="JsonValueKind.Undefined"/> when the message has none.</summary>
    public static JsonElement Body(JsonDocument message) =>
        message.RootElement.ValueKind == JsonValueKind.Object && message.RootElement.TryGetProperty("body", out var body) ? body : default;

    /// <summary>The body, which must be an object.</summary>
    /// <param name="code">The error's code.</param>
    /// <exception cref="StepFailedException">It is none.</exception>
    public static JsonElement BodyObject(JsonElement body, string code = DatabaseErrorCodes.Body) => body.ValueKind == JsonValueKind.Object
        ? body
        : throw StepFailedException.Of(code, $"The step needs a message whose body is an object; this one's {(body.ValueKind == JsonValueKind.Undefined ? "is missing" : $"is of kind {body.ValueKind.ToString().ToLowerInvariant()}")}.");

    /// <summary>A message with this body and no headers.</summary>
    public static ReadOnlyMemory<byte> Message(Action<Utf8JsonWriter> writeBody)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, Writing);
        writer.WriteStartObject();
        writer.WritePropertyName("body"u8);
        writeBody(writer);
        writer.WriteStartObject("headers"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>A message with another body, and all else as it came; its id it loses, since it is another message.</summary>
    public static ReadOnlyMemory<byte> WithBody(JsonDocument message, Action<Utf8JsonWriter> writeBody)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, Writing);
        writer.WriteStartObject();
        foreach (var member in message.RootElement.EnumerateObject().Where(member => member.Name is not "id"))
        {
            writer.WritePropertyName(member.Name);
            if (member.Name == "body")
                writeBody(writer);
            else
                WriteAsItIs(writer, member.Value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>Writes a value byte for byte as it came.</summary>
    public static void WriteAsItIs(Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>Writes an object with one member more, or another in its place.</summary>
    public static void WriteWith(Utf8JsonWriter writer, JsonElement json, string name, Action<Utf8JsonWriter> write)
    {
        writer.WriteStartObject();
        foreach (var member in json.EnumerateObject().Where(member => member.Name != name))
        {
            writer.WritePropertyName(member.Name);
            WriteAsItIs(writer, member.Value);
        }

        writer.WritePropertyName(name);
        write(writer);
        writer.WriteEndObject();
    }

    /// <summary>How many bytes a value takes as it came.</summary>
    public static int Length(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;
}
