using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Cli.Output;

/// <summary>Documents of <c>--output json</c>: camelCase, times in ISO 8601 UTC, stored JSON as JSON.</summary>
internal static class Json
{
    private const int Deepest = 300;

    private static readonly JsonSerializerOptions Indented = Options(indented: true);
    private static readonly JsonSerializerOptions OnOneLine = Options(indented: false);

    public static string Document(object value) => Printable.Json(JsonSerializer.Serialize(value, Indented));

    public static string Line(object value) => Printable.Json(JsonSerializer.Serialize(value, OnOneLine));

    /// <summary>Stored JSON, indented; as it is when it cannot be read.</summary>
    public static string Pretty(ReadOnlyMemory<byte> json) => Document(new Stored(json));

    /// <summary>Stored JSON on one line.</summary>
    public static string Compact(ReadOnlyMemory<byte> json) => Line(new Stored(json));

    private static JsonSerializerOptions Options(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        MaxDepth = Deepest,

        // The document goes to a terminal or another program, never into a web page; Printable escapes what a terminal could obey.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Moments(), new StoredJson(), new Steps() },
    };

    private sealed class Moments : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
    }

    private sealed class Steps : JsonConverter<StepAddress>
    {
        public override StepAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, StepAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class StoredJson : JsonConverter<Stored>
    {
        public override Stored Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Stored value, JsonSerializerOptions options)
        {
            try
            {
                using var document = JsonDocument.Parse(value.Bytes, new JsonDocumentOptions { MaxDepth = Deepest - 20 });
                document.RootElement.WriteTo(writer);
            }
            catch (JsonException)
            {
                writer.WriteStringValue(System.Text.Encoding.UTF8.GetString(value.Bytes.Span));
            }
        }
    }
}

/// <summary>JSON as it is stored, to be written as JSON.</summary>
internal readonly record struct Stored(ReadOnlyMemory<byte> Bytes)
{
    public static Stored? Of(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? new Stored(some) : null;
}
