using System.Text.Json;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Desk.Trying;

/// <summary>Reads what was accepted of cases, as far as it can be read.</summary>
internal static class CaseOutcomes
{
    /// <summary>The last message that a case's step emits; null when it emits none, or nothing was accepted yet.</summary>
    public static JsonElement? LastEmitted(TestCase test)
    {
        try
        {
            if (!File.Exists(test.VerifiedFile))
                return null;
            using var outcome = JsonDocument.Parse(File.ReadAllBytes(test.VerifiedFile));
            return outcome.RootElement.ValueKind == JsonValueKind.Object
                && outcome.RootElement.TryGetProperty("emitted", out var emitted) && emitted.ValueKind == JsonValueKind.Array && emitted.GetArrayLength() > 0
                && emitted[emitted.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Object } last && last.TryGetProperty("body", out _)
                    ? last.Clone()
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
