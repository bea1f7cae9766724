using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeStepHost.Flows.Stores;

/// <summary>Lays new values of a step's credential over those stored: member by member, one level deep.</summary>
internal static class StoredKeys
{
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Throws when the values are not a JSON object.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void Check(ReadOnlyMemory<byte> values)
    {
        try
        {
            using var document = JsonDocument.Parse(values);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return;
        }
        catch (JsonException)
        {
            // Said below, in the same words.
        }

        throw new ArgumentException("A step's credential values must be a JSON object.", nameof(values));
    }

    /// <summary>The stored credential with the new values laid over it.</summary>
    /// <param name="stored">A JSON object; empty when there is none yet.</param>
    /// <param name="values">A JSON object.</param>
    public static ReadOnlyMemory<byte> LayOver(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> values)
    {
        using var below = JsonDocument.Parse(stored.IsEmpty ? "{}"u8.ToArray() : stored);
        using var above = JsonDocument.Parse(values);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, AsWritten))
        {
            writer.WriteStartObject();
            foreach (var member in below.RootElement.EnumerateObject())
            {
                if (!above.RootElement.TryGetProperty(member.Name, out _))
                    member.WriteTo(writer);
            }

            foreach (var member in above.RootElement.EnumerateObject())
                member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
