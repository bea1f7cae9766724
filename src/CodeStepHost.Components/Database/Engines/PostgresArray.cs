using System.Text;
using System.Text.Json;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>PostgreSQL's text form of arrays: <c>{1,NULL,"a b",{…}}</c>.</summary>
internal static class PostgresArray
{
    /// <summary>The literal of a JSON array; objects in it are their JSON texts.</summary>
    public static string Literal(string json)
    {
        using var document = JsonDocument.Parse(json);
        var literal = new StringBuilder();
        Append(literal, document.RootElement);
        return literal.ToString();
    }

    /// <summary>Writes a literal as a JSON array.</summary>
    /// <param name="writeElement">Writes the text of one element that is neither NULL nor an array.</param>
    public static void Write(Utf8JsonWriter writer, string literal, Action<string> writeElement)
    {
        // Bounds that do not begin at 1 stand before the elements: [0:1]={a,b}.
        var at = literal.StartsWith('[') ? literal.IndexOf('=', StringComparison.Ordinal) + 1 : 0;
        WriteArray(writer, literal, at, writeElement);
    }

    private static void Append(StringBuilder literal, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                literal.Append('{');
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    if (index > 0)
                        literal.Append(',');
                    Append(literal, item);
                }

                literal.Append('}');
                break;
            case JsonValueKind.Null:
                literal.Append("NULL");
                break;
            default:
                var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                literal.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
        }
    }

    /// <returns>The place behind the closing brace.</returns>
    private static int WriteArray(Utf8JsonWriter writer, string literal, int start, Action<string> writeElement)
    {
        writer.WriteStartArray();
        var at = start + 1;
        while (literal[at] != '}')
        {
            at = literal[at] switch
            {
                ',' => at + 1,
                '{' => WriteArray(writer, literal, at, writeElement),
                '"' => WriteQuoted(literal, at, writeElement),
                _ => WritePlain(writer, literal, at, writeElement),
            };
        }

        writer.WriteEndArray();
        return at + 1;
    }

    private static int WriteQuoted(string literal, int start, Action<string> writeElement)
    {
        var text = new StringBuilder();
        var at = start + 1;
        while (literal[at] != '"')
        {
            if (literal[at] == '\\')
                at++;
            text.Append(literal[at++]);
        }

        writeElement(text.ToString());
        return at + 1;
    }

    private static int WritePlain(Utf8JsonWriter writer, string literal, int start, Action<string> writeElement)
    {
        var end = literal.IndexOfAny([',', '}'], start);
        var text = literal[start..end];
        if (text == "NULL")
            writer.WriteNullValue();
        else
            writeElement(text);
        return end;
    }
}
