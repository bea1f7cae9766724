using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>An answer as JSON: what is JSON as it came, what is text as a text, anything else as base64, and nothing as <c>{}</c>.</summary>
internal static class ResponseJson
{
    /// <summary>The body.</summary>
    /// <param name="isLenient">Whether what says that it is JSON, and is not, is a text: an error's body is taken as it is.</param>
    /// <exception cref="JsonException">It says that it is JSON, and is not.</exception>
    public static ReadOnlyMemory<byte> Body(HttpAnswer answer, bool isLenient = false)
    {
        var bytes = Convert.FromBase64String(answer.Body ?? "");
        if (bytes.Length == 0)
            return "{}"u8.ToArray();
        var type = ContentType.Parse(answer.Headers.FirstOrDefault(header => header.Key == "content-type").Value);
        if (type.IsJson)
        {
            try
            {
                return Json(bytes);
            }
            catch (JsonException) when (isLenient)
            {
                return AsText(bytes, type);
            }
        }

        return type.IsText(bytes) ? AsText(bytes, type) : Quoted(Convert.ToBase64String(bytes));
    }

    /// <summary>The answer as <c>{statusCode, headers, body}</c>; of a header that came several times, the values stand after commas.</summary>
    public static ReadOnlyMemory<byte> Whole(HttpAnswer answer, ReadOnlyMemory<byte> body)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStartObject();
        writer.WriteNumber("statusCode"u8, answer.Status);
        writer.WriteStartObject("headers"u8);
        foreach (var header in answer.Headers.GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase))
            writer.WriteString(header.Key, string.Join(", ", header));
        writer.WriteEndObject();
        writer.WritePropertyName("body"u8);
        writer.WriteRawValue(body.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Json(byte[] bytes)
    {
        var text = bytes.AsMemory();
        if (text.Span.StartsWith("\uFEFF"u8))
            text = text[3..];
        if (!Utf8.IsValid(text.Span))
            throw new JsonException("It is not UTF-8.");
        using var document = MessageJson.Parse(text);
        return text;
    }

    private static ReadOnlyMemory<byte> AsText(byte[] bytes, ContentType type) => Quoted((type.FindEncoding() ?? Encoding.UTF8).GetString(bytes).TrimStart('\uFEFF'));

    private static ReadOnlyMemory<byte> Quoted(string text)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStringValue(text);
        writer.Flush();
        return json.WrittenMemory;
    }
}
