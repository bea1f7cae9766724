using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Database;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>What a request sends.</summary>
/// <param name="ContentType">What it is, unless the step's headers say otherwise.</param>
internal sealed record RequestBody(byte[] Bytes, string ContentType)
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>The body for a message.</summary>
    /// <param name="contentType">The one that the step's headers give; null: none.</param>
    /// <returns>Null when nothing is sent.</returns>
    public static RequestBody? Of(JsonElement config, RequestTexts texts, RequestValues values, string? contentType)
    {
        if (!config.TryGetProperty("body", out var body))
            return null;
        if (body.ValueKind == JsonValueKind.String)
        {
            if (!texts.Of("body").TryValue(values, out var value))
                return Text(texts.Of("body").Of(values));
            if (value is not { } given)
                return null;
            if (given.ValueKind == JsonValueKind.String)
                return Text(given.GetString()!);
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, MessageJson.Writing))
            Write(writer, "body", body, texts, values);
        return IsForm(contentType) ? FormOf(json.WrittenMemory) : new RequestBody(json.WrittenSpan.ToArray(), "application/json");
    }

    private static RequestBody Text(string text) => new(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    private static bool IsForm(string? contentType) => contentType?.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase) ?? false;

    private static void Write(Utf8JsonWriter writer, string key, JsonElement value, RequestTexts texts, RequestValues values)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    var name = RequestTexts.MemberOf(key, member.Name);

                    // As JSON itself has it: what gives nothing is not there.
                    if (member.Value.ValueKind == JsonValueKind.String && texts.Of(name).TryValue(values, out var given) && given is null)
                        continue;
                    writer.WritePropertyName(member.Name);
                    Write(writer, name, member.Value, texts, values);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Write(writer, RequestTexts.ItemOf(key, index), item, texts, values);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when texts.Of(key).TryValue(values, out var whole):
                if (whole is { } element)
                    MessageJson.WriteAsItIs(writer, element);
                else
                    writer.WriteNullValue();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(texts.Of(key).Of(values));
                break;
            default:
                MessageJson.WriteAsItIs(writer, value);
                break;
        }
    }

    private static RequestBody FormOf(ReadOnlyMemory<byte> json)
    {
        using var document = MessageJson.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw StepFailedException.Of(HttpErrorCodes.Value, $"`body` gives {RequestText.KindOf(document.RootElement)}, and a form needs an object.");
        var fields = new List<string>();
        foreach (var field in document.RootElement.EnumerateObject())
        {
            foreach (var value in field.Value.ValueKind == JsonValueKind.Array ? [.. field.Value.EnumerateArray()] : (JsonElement[])[field.Value])
            {
                if (value.ValueKind == JsonValueKind.Null)
                    continue;
                var text = RequestText.PlainOf(value) ?? throw StepFailedException.Of(HttpErrorCodes.Value, $"`body.{field.Name}` gives {RequestText.KindOf(value)}, and a form needs texts.");
                fields.Add($"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(text)}");
            }
        }

        return new RequestBody(Encoding.UTF8.GetBytes(string.Join('&', fields)), Form);
    }
}
