using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CodeStepHost.Components.Database;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>An answer as JSON: what is JSON as it came, what is text as a text, anything else as base64, and nothing as <c>{}</c>.</summary>
internal static class ResponseJson
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body.</summary>
    /// <param name="isLenient">Whether what says that it is JSON, and is not, is a text: an error's body is taken as it is.</param>
    /// <exception cref="JsonException">It says that it is JSON, and is not.</exception>
    public static ReadOnlyMemory<byte> Body(HttpAnswer answer, bool isLenient = false)
    {
        var bytes = Convert.FromBase64String(answer.Body ?? "");
        if (bytes.Length == 0)
            return "{}"u8.ToArray();
        var type = MediaTypeHeaderValue.TryParse(answer.Headers.FirstOrDefault(header => header.Key == "content-type").Value, out var said) ? said : null;
        if (IsJson(type?.MediaType))
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

        return IsText(type?.MediaType) || (type is null && IsUtf8(bytes)) ? AsText(bytes, type) : Quoted(Convert.ToBase64String(bytes));
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

    private static bool IsJson(string? type) =>
        type is not null && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Equals("text/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsText(string? type) => type is not null
        && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || type.ToLowerInvariant() is "application/xml" or "application/json" or "application/javascript" or "application/x-www-form-urlencoded" or "application/x-ndjson" or "application/yaml"
            || IsJson(type));

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            return !Strict.GetString(bytes).Contains('\0', StringComparison.Ordinal);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> AsText(byte[] bytes, MediaTypeHeaderValue? type) => Quoted(EncodingOf(type?.CharSet).GetString(bytes).TrimStart('\uFEFF'));

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return charset is null ? Encoding.UTF8 : Encoding.GetEncoding(charset.Trim('"'));
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static ReadOnlyMemory<byte> Quoted(string text)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        writer.WriteStringValue(text);
        writer.Flush();
        return json.WrittenMemory;
    }
}
