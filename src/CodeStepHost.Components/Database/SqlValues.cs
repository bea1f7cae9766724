using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CodeStepHost.Components.Database;

/// <summary>Makes of a value in a message what is bound to a parameter: see <see cref="BoundValue"/> for the types.</summary>
internal static class SqlValues
{
    private static readonly SearchValues<char> s_whole = SearchValues.Create("-0123456789");
    private static readonly SearchValues<char> s_number = SearchValues.Create("+-.eE0123456789");

    /// <summary>The value as it is: numbers keep every digit, objects and arrays stay JSON, and what a script's <c>Buffer</c> becomes in JSON is bytes.</summary>
    public static object? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Number(value.GetRawText()),
        JsonValueKind.Object when BufferBytes(value) is { } bytes => bytes,
        _ => new JsonText(value.GetRawText(), value.ValueKind == JsonValueKind.Array),
    };

    /// <summary>The value as the type that a variable asks for. Texts that read as one are taken for numbers, dates and booleans, because files hold only texts.</summary>
    /// <exception cref="FormatException">It cannot be one; the message says what it is not, and never the value.</exception>
    public static object? Of(JsonElement value, SqlType? type)
    {
        if (type is null || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return Of(value);

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
        return type switch
        {
            SqlType.String => text,
            SqlType.Binary => Of(value) as byte[] ?? Base64(text) ?? throw Not(value, "base64"),
            SqlType.Boolean => Boolean(text) ?? throw Not(value, "a boolean"),
            SqlType.Date => (value.ValueKind == JsonValueKind.Number ? FromMilliseconds(text) : Date(text)) ?? throw Not(value, "a date in ISO 8601"),
            SqlType.BigInt => IsJsonNumber(text) && Number(text) is var number && number is long or decimal { Scale: 0 } or string
                ? number
                : throw Not(value, "a whole number"),
            SqlType.Number => IsJsonNumber(text) ? Number(text) : throw Not(value, "a number"),
            _ => IsJsonNumber(text) ? double.Parse(text, CultureInfo.InvariantCulture) : throw Not(value, "a number"),
        };
    }

    /// <summary>Whole numbers up to 64 bits, else a decimal, else (too long for one) the digits of a whole number as text, else a floating-point number.</summary>
    private static object Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;

        var real = double.Parse(text, CultureInfo.InvariantCulture);
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || real == 0))
            return exact;
        return text.AsSpan().ContainsAnyExcept(s_whole) ? real : text;
    }

    private static bool IsJsonNumber(string text) =>
        text.Length > 0
        && !text.AsSpan().ContainsAnyExcept(s_number)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number);

    /// <summary>Node's form of bytes in JSON: <c>{"type": "Buffer", "data": [0, 255]}</c>.</summary>
    private static byte[]? BufferBytes(JsonElement value)
    {
        if (value.GetPropertyCount() != 2
            || !value.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("Buffer")
            || !value.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var bytes = new byte[data.GetArrayLength()];
        var at = 0;
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out bytes[at++]))
                return null;
        }

        return bytes;
    }

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static bool? Boolean(string text) => text switch
    {
        "true" or "True" or "TRUE" or "1" => true,
        "false" or "False" or "FALSE" or "0" => false,
        _ => null,
    };

    /// <summary>A day, or a moment in UTC.</summary>
    private static object? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : Moment(text);

    /// <summary>A moment in ISO 8601; one without an offset is taken to be in UTC. Null when the text is none.</summary>
    public static DateTime? Moment(string text)
    {
        var isIso = text.Length > 10
            && text[10] is 'T' or ' '
            && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return isIso
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime
            : null;
    }

    /// <summary>What <c>Date.now()</c> gives: milliseconds since 1970.</summary>
    private static DateTime? FromMilliseconds(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is > -62_135_596_800_000 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(number).UtcDateTime
            : null;

    private static FormatException Not(JsonElement value, string wanted) => new(value.ValueKind switch
    {
        JsonValueKind.String => $"is a text that is not {wanted}",
        JsonValueKind.Object or JsonValueKind.Array => $"is an {value.ValueKind.ToString().ToLowerInvariant()}, not {wanted}",
        _ => $"is not {wanted}",
    });
}
