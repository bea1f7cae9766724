using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions.Reading;

namespace CodeStepHost.Testing.Cases;

/// <summary>A JSON text whose values are known by their bytes, so that they are passed on as they were written, and errors say where.</summary>
internal sealed class JsonPlaces(byte[] text)
{
    /// <summary>As deep as messages may be.</summary>
    private const int Deepest = 256;

    /// <summary>A value of the text.</summary>
    /// <param name="Start">Its first byte.</param>
    /// <param name="End">The byte after its last.</param>
    public readonly record struct Value(JsonTokenType Kind, int Start, int End);

    /// <param name="Name">As it reads, escapes resolved.</param>
    /// <param name="At">The first byte of the name.</param>
    public readonly record struct Member(string Name, int At, Value Value);

    /// <summary>The text's one value.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public Value Top()
    {
        var reader = Reader(0, text.Length);
        reader.Read();
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        reader.Read();
        return new Value(kind, start, end);
    }

    /// <summary>The members of an object, in the order in which they are written.</summary>
    public IReadOnlyList<Member> Members(Value value)
    {
        var reader = Reader(value.Start, value.End);
        reader.Read();
        var members = new List<Member>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var at = value.Start + (int)reader.TokenStartIndex;
            reader.Read();
            members.Add(new Member(name, at, Next(ref reader, value.Start)));
        }

        return members;
    }

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<Value> Elements(Value value)
    {
        var reader = Reader(value.Start, value.End);
        reader.Read();
        var elements = new List<Value>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            elements.Add(Next(ref reader, value.Start));
        return elements;
    }

    /// <summary>The value as it is written.</summary>
    public ReadOnlyMemory<byte> Raw(Value value) => text.AsMemory(value.Start, value.End - value.Start);

    /// <summary>The text of a string.</summary>
    public string Text(Value value)
    {
        var reader = Reader(value.Start, value.End);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Line and column of a byte.</summary>
    public SourcePlace PlaceOf(int at)
    {
        var before = text.AsSpan(0, Math.Min(at, text.Length));
        var line = before.Count((byte)'\n') + 1;
        var begin = before.LastIndexOf((byte)'\n') + 1;
        return new SourcePlace(line, Encoding.UTF8.GetCharCount(before[begin..]) + 1);
    }

    private Utf8JsonReader Reader(int start, int end) => new(text.AsSpan(start, end - start), new JsonReaderOptions { MaxDepth = Deepest });

    private static Value Next(ref Utf8JsonReader reader, int offset)
    {
        var kind = reader.TokenType;
        var start = offset + (int)reader.TokenStartIndex;
        reader.Skip();
        return new Value(kind, start, offset + (int)reader.BytesConsumed);
    }
}
