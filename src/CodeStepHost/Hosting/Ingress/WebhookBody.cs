using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Http;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>
/// A call's body as JSON: JSON as it came, a form as an object, a text as a text, anything else as base64, and nothing as <c>{}</c>. What cannot be
/// read as it says it is, is refused.
/// </summary>
internal static class WebhookBody
{
    /// <summary>So deep that the message, which is one level more, can be read by scripts.</summary>
    public const int Deepest = 63;

    private const int MostFields = 10_000;

    /// <param name="bytes">The body as it was before it was compressed, if it was.</param>
    /// <exception cref="RefusedCallException">It is not what its content type says, or that is not known.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string? contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length == 0)
            return "{}"u8.ToArray();
        var type = ContentType.Parse(contentType);
        if (type.Is("multipart/form-data"))
            return await MultipartAsync(contentType!, bytes, cancellationToken).ConfigureAwait(false);
        if (!type.IsText(bytes.Span))
            return Written(writer => writer.WriteBase64StringValue(bytes.Span));
        var text = TextOf(type, bytes);
        if (type.IsJson)
            return Json(text);
        if (!type.Is("application/x-www-form-urlencoded"))
            return Written(writer => writer.WriteStringValue(text.Span));
        var form = UrlForm.Read(Encoding.UTF8.GetString(text.Span), type.FindEncoding()!) ?? throw NotIn(type, "form");
        return Written(writer => UrlForm.Write(writer, form));
    }

    /// <summary>The text in UTF-8, without a mark of its byte order.</summary>
    private static ReadOnlyMemory<byte> TextOf(ContentType type, ReadOnlyMemory<byte> bytes)
    {
        var encoding = type.FindEncoding() ?? throw new RefusedCallException(StatusCodes.Status415UnsupportedMediaType, $"the charset {type.CharSet} of the content type is not known; UTF-8 is");
        var text = bytes;
        if (encoding is not UTF8Encoding)
        {
            try
            {
                text = Encoding.UTF8.GetBytes(UrlForm.Strict(encoding).GetString(bytes.Span));
            }
            catch (DecoderFallbackException)
            {
                throw NotIn(type, "body");
            }
        }

        if (!Utf8.IsValid(text.Span))
            throw NotIn(type, "body");
        return text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
    }

    private static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> text)
    {
        var depth = 0;
        try
        {
            var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
                depth = Math.Max(depth, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0));
        }
        catch (JsonException exception)
        {
            throw new RefusedCallException(StatusCodes.Status400BadRequest, $"the body is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }

        return depth <= Deepest ? text : throw new RefusedCallException(StatusCodes.Status400BadRequest, $"the body is nested {depth} levels deep; messages may be nested {Deepest}");
    }

    private static async Task<ReadOnlyMemory<byte>> MultipartAsync(string contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // The form reader wants a request; this one is none but a body and its type.
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        request.Body = new MemoryStream(bytes.ToArray());
        try
        {
            var form = await request.ReadFormAsync(
                new Microsoft.AspNetCore.Http.Features.FormOptions
                {
                    MemoryBufferThreshold = int.MaxValue,
                    MultipartBodyLengthLimit = long.MaxValue,
                    ValueLengthLimit = int.MaxValue,
                    ValueCountLimit = MostFields,
                },
                cancellationToken).ConfigureAwait(false);

            // The form reader puts this mark where bytes are no UTF-8.
            if (bytes.Span.IndexOf("\uFFFD"u8) < 0 && form.Any(field => field.Key.Contains('\uFFFD', StringComparison.Ordinal) || field.Value.ToString().Contains('\uFFFD', StringComparison.Ordinal)))
                throw new RefusedCallException(StatusCodes.Status400BadRequest, "a field of the form is not in UTF-8");
            return Written(writer => Write(writer, form));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new RefusedCallException(StatusCodes.Status400BadRequest, $"the body is no multipart form with the boundary that its content type says, or has more than {MostFields} fields");
        }
    }

    private static void Write(Utf8JsonWriter writer, IFormCollection form)
    {
        var files = form.Files.ToLookup(file => file.Name, StringComparer.OrdinalIgnoreCase);
        writer.WriteStartObject();
        foreach (var name in form.Keys.Concat(form.Files.Select(file => file.Name)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var texts = form[name];
            writer.WritePropertyName(name);
            var isList = texts.Count + files[name].Count() != 1;
            if (isList)
                writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            foreach (var file in files[name])
                Write(writer, file);
            if (isList)
                writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IFormFile file)
    {
        using var content = new MemoryStream();
        file.CopyTo(content);
        writer.WriteStartObject();
        writer.WriteString("name"u8, file.FileName);
        writer.WriteString("type"u8, string.IsNullOrEmpty(file.ContentType) ? "application/octet-stream" : file.ContentType);
        writer.WriteBase64String("base64"u8, content.ToArray());
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, MessageJson.Writing);
        write(writer);
        writer.Flush();
        return json.WrittenMemory;
    }

    private static RefusedCallException NotIn(ContentType type, string what) => new(
        StatusCodes.Status400BadRequest,
        type.CharSet is null ? $"the {what} is not in UTF-8; a content type such as text/plain; charset=iso-8859-1 says in what it is" : $"the {what} is not in {type.CharSet}, as its content type says");
}

/// <summary>A call is refused before anything is taken in.</summary>
/// <param name="status">What the caller is answered.</param>
internal sealed class RefusedCallException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
