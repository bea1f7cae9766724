using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeStepHost.Flows.Stores;

/// <summary>Marks a message's content as a retry: header <c>retry: true</c>. Everything else keeps its bytes.</summary>
internal static class RetryHeader
{
    private const string Headers = "headers";
    private const string Retry = "retry";

    // The names are text of the sender's own message going back to where it was; nothing is put into HTML.
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content with the header.</summary>
    /// <returns>Null when the content is not a JSON object.</returns>
    public static ReadOnlyMemory<byte>? Add(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Rewrite(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Rewrite(JsonElement message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, AsWritten))
        {
            writer.WriteStartObject();
            foreach (var member in message.EnumerateObject().Where(member => !member.NameEquals(Headers)))
                Copy(writer, member);
            writer.WriteStartObject(Headers);
            if (message.TryGetProperty(Headers, out var headers) && headers.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in headers.EnumerateObject().Where(header => !header.NameEquals(Retry)))
                    Copy(writer, header);
            }

            writer.WriteBoolean(Retry, value: true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Copy(Utf8JsonWriter writer, JsonProperty member)
    {
        writer.WritePropertyName(member.Name);
        writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
    }
}
