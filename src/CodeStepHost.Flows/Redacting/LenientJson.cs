using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeStepHost.Flows.Redacting;

/// <summary>
/// Reads stored JSON to be changed, and takes what scripts take: a member that stands twice counts as the last one, and halves of surrogate pairs,
/// which have no UTF-8, may stand in texts and names.
/// </summary>
public static class LenientJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Options);
        return Node(document.RootElement);
    }

    /// <summary>The JSON that a text may be.</summary>
    /// <returns>Null when it is none.</returns>
    internal static JsonDocument? ParseText(string text)
    {
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetBytes(WithoutHalves(text)), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A JSON text, whatever it holds.</summary>
    internal static string TextOf(JsonElement text) => Unescaped(JsonMarshal.GetRawUtf8Value(text)[1..^1]);

    /// <summary>A JSON text as it is written, without the quotes.</summary>
    internal static string WrittenOf(JsonElement text) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text)[1..^1]);

    /// <summary>A member's name, whatever it holds.</summary>
    internal static string NameOf(JsonProperty member) => Unescaped(JsonMarshal.GetRawUtf8PropertyName(member));

    private static JsonNode? Node(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var json = new JsonObject();
                foreach (var member in element.EnumerateObject())
                    json[NameOf(member)] = Node(member.Value);
                return json;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Node)]);
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return JsonValue.Create(TextOf(element));
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    private static string Unescaped(ReadOnlySpan<byte> written)
    {
        var text = Encoding.UTF8.GetString(written);
        var next = text.IndexOf('\\', StringComparison.Ordinal);
        if (next < 0)
            return text;
        var unescaped = new StringBuilder(text.Length);
        var done = 0;
        for (; next >= 0; next = text.IndexOf('\\', done))
        {
            unescaped.Append(text, done, next - done).Append(text[next + 1] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(text.AsSpan(next + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => other,
            });
            done = next + (text[next + 1] == 'u' ? 6 : 2);
        }

        return unescaped.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The same text with the halves of pairs as JSON can write them.</summary>
    private static string WithoutHalves(string text)
    {
        StringBuilder? written = null;
        var done = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
            {
                index++;
                continue;
            }

            written ??= new StringBuilder(text.Length + 16);
            written.Append(text, done, index - done).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}");
            done = index + 1;
        }

        return written is null ? text : written.Append(text, done, text.Length - done).ToString();
    }
}
