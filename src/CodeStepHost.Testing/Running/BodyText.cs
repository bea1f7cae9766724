using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeStepHost.Testing.Running;

/// <summary>Bodies of HTTP calls as JSON: what they are if they are JSON, else their text, else base64.</summary>
internal static class BodyText
{
    /// <summary>As deep as messages may be.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 300 };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static JsonNode? ToJson(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return null;
        try
        {
            return JsonNode.Parse(body, documentOptions: Deep) ?? JsonValue.Create("null");
        }
        catch (JsonException)
        {
            return Text(body);
        }
    }

    private static JsonValue Text(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonValue.Create(Strict.GetString(body));
        }
        catch (DecoderFallbackException)
        {
            return JsonValue.Create("base64:" + Convert.ToBase64String(body));
        }
    }
}
