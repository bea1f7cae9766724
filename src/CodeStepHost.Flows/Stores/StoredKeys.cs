using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Flows.Stores;

/// <summary>Lays new values of a step's credential over those stored: member by member, one level deep.</summary>
internal static class StoredKeys
{
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
        // As each is written: halves of surrogate pairs, which scripts make, cannot be written anew.
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in below.RootElement.EnumerateObject().Concat(above.RootElement.EnumerateObject()))
        {
            var name = LenientJson.NameOf(member);
            members.Remove(name);
            members.Add(name, $"\"{Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member))}\":{Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(member.Value))}");
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Values)}}}");
    }
}
