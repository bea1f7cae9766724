using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>JSON as one text for one value, however it was written: numbers by their value, no optional escapes, a message's own fields in one order.</summary>
internal static class ConformanceJson
{
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 5000, SkipValidation = true };
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 5000 };

    private static readonly string[] _messageFields = ["body", "headers", "attachments", "metadata", "passthrough"];

    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, _reading);
        return document.RootElement.Clone();
    }

    public static string Text(JsonElement value) => Write(writer => Write(writer, value));

    /// <summary>A message's text: its known fields first, without <paramref name="without"/>.</summary>
    public static string MessageText(JsonElement message, string? without = null)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return Text(message);
        var fields = message.EnumerateObject().Where(field => field.Name != without).OrderBy(field => Rank(field.Name)).ToList();
        return Write(writer => WriteObject(writer, fields));
    }

    /// <summary>A field's value, or null when the value is no object or lacks it.</summary>
    public static JsonElement? Field(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) ? field : null;

    /// <summary>A field's text; null when there is none or it is no text.</summary>
    public static string? TextField(this JsonElement value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.String } field ? field.GetString() : null;

    private static int Rank(string field) => Array.IndexOf(_messageFields, field) is >= 0 and var known ? known : _messageFields.Length;

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, _writing))
            write(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<JsonProperty> fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field.Value);
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value.EnumerateObject());
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when IsWhole(value.GetRawText()):
                value.WriteTo(writer);
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(value.GetDouble().ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case JsonValueKind.String when HasLoneSurrogate(value):
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // A whole number keeps all its digits.
    private static bool IsWhole(string number) => number != "-0" && number.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool HasLoneSurrogate(JsonElement text)
    {
        try
        {
            return text.GetString() is null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
