using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeStepHost.Scripting.Frames;

/// <summary>
/// What an <c>httpReply</c> says: <c>{statusCode, body, headers}</c>. One rule for all who send one, scripts and the <c>reply</c> step, and for
/// the host, which answers the caller with it: what this reads can be sent.
/// </summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Headers">Names and values that HTTP takes; without those of the connection, which are the host's.</param>
/// <param name="Body">The bytes of the body; null when there is none.</param>
/// <param name="IsText">Whether the body is a text, rather than JSON.</param>
internal sealed record HttpReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body, bool IsText)
{
    /// <summary>The code of the error for a reply that cannot be sent.</summary>
    public const string Code = "reply.value";

    /// <summary>How deep a body may be nested.</summary>
    public const int Deepest = 64;

    private const int LongestShown = 40;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Deepest + 1 };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Headers that belong to the connection, which the host itself sets.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "date", "server" };

    /// <summary>Statuses whose answers have no body.</summary>
    private static bool IsBodiless(int status) => status is 204 or 205 or 304;

    /// <summary>Reads a reply; never throws.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="problem">What is wrong with it, and what to do, when it cannot be sent.</param>
    /// <returns>Whether it can be sent.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out HttpReply? reply, [NotNullWhen(false)] out string? problem)
    {
        reply = null;
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                problem = "the reply must be an object with statusCode, body and headers";
            else
                reply = Read(document.RootElement, out problem);
        }
        catch (JsonException)
        {
            problem = $"the reply is no JSON, or its body is nested more than {Deepest} levels deep";
        }
        catch (InvalidOperationException)
        {
            // A name is compared as a text, and this one is none.
            problem = "a name in the reply holds half a surrogate pair";
        }

        return reply is not null;
    }

    /// <summary>Why a header cannot be sent; null: it can.</summary>
    public static string? ObjectionTo(string name, string value)
    {
        if (name.Length == 0)
            return "headers holds an empty name";
        if (name.AsSpan().IndexOfAnyExcept(NameCharacters) is >= 0 and var place)
            return $"the header name '{Shown(name)}' has {Character(name[place])}; names are letters, digits and hyphens";
        if (name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase) && !value.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase))
            return $"the header {name} says '{Shown(value)}', but the body is sent as it is; leave the header out";
        foreach (var character in value)
        {
            if (character is not ('\t' or (>= ' ' and <= '~')))
                return $"the value of the header {name} has {Character(character)}; HTTP takes ASCII without line breaks there, so encode it, for example by encodeURIComponent";
        }

        return null;
    }

    private static HttpReply? Read(JsonElement root, out string? problem)
    {
        var status = 200;
        if (root.TryGetProperty("statusCode", out var given) && !IsStatus(given, out status))
        {
            problem = $"statusCode is {Shown(given)}; it must be a whole number from 200 to 599";
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        if (root.TryGetProperty("headers", out var all) && all.ValueKind != JsonValueKind.Null && (problem = ReadHeaders(all, headers)) is not null)
            return null;

        problem = null;
        if (!root.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null || IsBodiless(status))
            return new HttpReply(status, headers, Body: null, IsText: false);
        if (body.ValueKind != JsonValueKind.String)
            return new HttpReply(status, headers, Encoding.UTF8.GetBytes(body.GetRawText()), IsText: false);
        if (TextOf(body) is { } text)
            return new HttpReply(status, headers, Encoding.UTF8.GetBytes(text), IsText: true);
        problem = "the body is a text with half a surrogate pair, which no encoding has; a text was cut in the middle of a character";
        return null;
    }

    private static bool IsStatus(JsonElement given, out int status)
    {
        status = 0;
        if (given.ValueKind == JsonValueKind.String)
            return int.TryParse(TextOf(given), NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 200 and <= 599;
        if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var number) || number is not (>= 200 and <= 599) || number != Math.Floor(number))
            return false;
        status = (int)number;
        return true;
    }

    private static string? ReadHeaders(JsonElement all, List<KeyValuePair<string, string>> headers)
    {
        if (all.ValueKind != JsonValueKind.Object)
            return $"headers is {Shown(all)}; it must be an object of names with texts";
        foreach (var header in all.EnumerateObject())
        {
            var name = header.Name;
            var value = header.Value.ValueKind switch
            {
                JsonValueKind.String => TextOf(header.Value) ?? "\uFFFD",
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => header.Value.GetRawText(),
                _ => null,
            };
            if (value is null)
                return $"the header {Shown(name)} is {Shown(header.Value)}; a header's value must be a text";
            if (ObjectionTo(name, value) is { } objection)
                return objection;
            if (!OfTheConnection.Contains(name))
                headers.Add(new(name, value));
        }

        return null;
    }

    /// <summary>A text, or null when it holds half a surrogate pair.</summary>
    private static string? TextOf(JsonElement text)
    {
        try
        {
            var value = text.GetString()!;
            Strict.GetByteCount(value);
            return value;
        }
        catch (Exception exception) when (exception is InvalidOperationException or EncoderFallbackException)
        {
            return null;
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value) is { } text ? $"'{Shown(text)}'" : "a text with half a surrogate pair",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => Shown(value.GetRawText()),
    };

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(LongestShown))
            shown.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        return shown.Length < text.Length ? $"{shown}…" : shown.ToString();
    }

    private static string Character(char character) => character switch
    {
        '\r' or '\n' => "a line break",
        ' ' => "a space",
        > ' ' and <= '~' => $"'{character}'",
        _ when char.IsControl(character) || char.IsSurrogate(character) || character == '\uFFFD' => string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)character:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"'{character}' (U+{(int)character:X4})"),
    };
}
