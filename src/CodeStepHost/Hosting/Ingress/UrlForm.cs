using System.Net;
using System.Text;
using System.Text.Json;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>The names and values of a query, and of a form that is written like one.</summary>
internal static class UrlForm
{
    /// <summary>Reads <c>a=1&amp;b=2</c>.</summary>
    /// <param name="encoding">What the escaped bytes are in.</param>
    /// <returns>The values by their names, in order; null when some are not in that encoding.</returns>
    public static IReadOnlyDictionary<string, List<string>>? Read(string text, Encoding encoding)
    {
        var values = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var strict = Strict(encoding);
        try
        {
            foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var end = pair.IndexOf('=', StringComparison.Ordinal);
                var name = Decoded(end < 0 ? pair : pair[..end]);
                if (!values.TryGetValue(name, out var known))
                    values[name] = known = [];
                known.Add(end < 0 ? string.Empty : Decoded(pair[(end + 1)..]));
            }
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        return values;

        string Decoded(string part)
        {
            var bytes = encoding.GetBytes(part);
            return strict.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length) ?? []);
        }
    }

    /// <summary>An object: a name that came once has a text, one that came several times a list of texts.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, List<string>> values)
    {
        writer.WriteStartObject();
        foreach (var (name, texts) in values)
        {
            writer.WritePropertyName(name);
            if (texts.Count > 1)
                writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            if (texts.Count > 1)
                writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>The encoding, which throws at what is not in it.</summary>
    public static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
