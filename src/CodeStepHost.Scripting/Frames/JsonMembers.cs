using System.Buffers;
using System.Text.Json;

namespace CodeStepHost.Scripting.Frames;

/// <summary>Members of a JSON object, taken apart and put together without changing a byte of theirs.</summary>
internal static class JsonMembers
{
    // The host passes messages on unread, however deep they are: here no less.
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 1_000_000 };

    public static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>The value of a member; of several the last, and empty when there is none.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        if (!IsObject(json.Span))
            return default;
        var found = 0..0;
        var reader = new Utf8JsonReader(json.Span, Reading);
        reader.Read();
        while (Next(ref reader, name, out _, out var isNamed, out var value))
        {
            if (isNamed)
                found = value;
        }

        return json[found];
    }

    /// <summary>All members of an object but those of one name, without its braces.</summary>
    /// <param name="name">Empty: all members stay.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        var kept = new List<Range>();
        var isWhole = true;
        var reader = new Utf8JsonReader(json.Span, Reading);
        reader.Read();
        while (Next(ref reader, name, out var member, out var isNamed, out _))
        {
            isWhole &= !isNamed;
            if (!isNamed)
                kept.Add(member);
        }

        if (kept.Count == 0)
            return default;
        if (isWhole)
            return json[kept[0].Start..kept[^1].End];
        var members = new ArrayBufferWriter<byte>(json.Length);
        foreach (var member in kept)
        {
            if (members.WrittenCount > 0)
                members.Write(","u8);
            members.Write(json.Span[member]);
        }

        return members.WrittenMemory;
    }

    /// <summary>A message with another body, and all else as it came. One that is no object has nothing else.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> WithBody(ReadOnlyMemory<byte> message, ReadOnlySpan<byte> body)
    {
        var rest = IsObject(message.Span) ? Without(message, "body"u8).Span : "\"headers\":{}"u8;
        var json = new ArrayBufferWriter<byte>(rest.Length + body.Length + 16);
        json.Write("{\"body\":"u8);
        json.Write(body);
        if (!rest.IsEmpty)
            json.Write(","u8);
        json.Write(rest);
        json.Write("}"u8);
        return json.WrittenMemory;
    }

    /// <summary>Goes on to the next member of the object in which the reader stands; at its end, to the end of the text.</summary>
    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, out Range member, out bool isNamed, out Range value)
    {
        (member, isNamed, value) = (default, false, default);
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            while (reader.Read())
            {
                // What follows the object is no JSON, and reading it says so.
            }

            return false;
        }

        var start = (int)reader.TokenStartIndex;
        isNamed = !name.IsEmpty && IsNamed(ref reader, name);
        reader.Read();
        var valueStart = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        (member, value) = (start..end, valueStart..end);
        return true;
    }

    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: another name.
            return false;
        }
    }
}
