using System.Text.Encodings.Web;
using System.Text.Json;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Components.Http;

/// <summary>Where in a request a value stands, which says how it is written there.</summary>
internal enum SecretPlace
{
    Url,
    Header,
    Form,
    Json,
    Xml,
    Text,
}

/// <summary>Writes values as their places ask for: as a script would have written them.</summary>
internal static class SecretPlaces
{
    /// <summary>What a request's body is.</summary>
    public static SecretPlace OfBody(IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        var said = headers.FirstOrDefault(header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        var type = said.Split(';')[0].Trim().ToLowerInvariant();
        if (type.EndsWith("json", StringComparison.Ordinal))
            return SecretPlace.Json;
        if (type == "application/x-www-form-urlencoded")
            return SecretPlace.Form;
        if (type is "text/xml" or "application/xml" || type.EndsWith("+xml", StringComparison.Ordinal))
            return SecretPlace.Xml;

        // Many a script says nothing of the JSON that it sends, and is then said to send plain text.
        return type is "" or "text/plain" or "application/octet-stream" && IsJson(body) ? SecretPlace.Json : SecretPlace.Text;
    }

    /// <summary>A value as it is written in its place.</summary>
    /// <param name="percent">How often the script has percent-encoded what stands for it.</param>
    /// <returns>Null when it cannot stand there.</returns>
    public static string? Encode(string value, SecretPlace place, int percent)
    {
        if (percent > 0)
            return SecretPlaceholders.Encoded(value, percent);
        return place switch
        {
            SecretPlace.Url or SecretPlace.Form => Uri.EscapeDataString(value),
            SecretPlace.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
            SecretPlace.Xml => System.Security.SecurityElement.Escape(value),
            SecretPlace.Header => value.All(c => c is (>= ' ' and <= '~') or '\t') ? value : null,
            _ => value,
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var text = body.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'['))
            return false;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read to its end counts.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
