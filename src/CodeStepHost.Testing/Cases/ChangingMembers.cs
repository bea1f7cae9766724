using System.Globalization;
using System.Text.Json;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Cases;

/// <summary>What is different each time in two outcomes of the same case.</summary>
internal static class ChangingMembers
{
    private const int MostNamed = 3;
    private const int LongestValue = 60;

    /// <summary>A sentence that names the members; null when the outcomes are the same.</summary>
    public static string? Tell(string first, string second)
    {
        if (first == second)
            return null;
        using var before = JsonDocument.Parse(first, BodyText.Deep);
        using var after = JsonDocument.Parse(second, BodyText.Deep);
        var found = new List<string>();
        Compare("", before.RootElement, after.RootElement, found);
        var more = found.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"; and {found.Count - MostNamed} more") : "";
        return $"the outcome is different each time, so it cannot be accepted: {string.Join("; ", found.Take(MostNamed))}{more}. Take time from Clock, chance and uuids from Random";
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<string> found)
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal))
            {
                var member = path.Length == 0 ? name : $"{path}.{name}";
                Compare(member, before.TryGetProperty(name, out var one) ? one : default, after.TryGetProperty(name, out var other) ? other : default, found);
            }
        }
        else if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array && before.GetArrayLength() == after.GetArrayLength())
        {
            for (var i = 0; i < before.GetArrayLength(); i++)
                Compare(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), before[i], after[i], found);
        }
        else if (before.ValueKind != after.ValueKind || before.GetRawText() != after.GetRawText())
        {
            found.Add($"{path} was {Shown(before)}, then {Shown(after)}");
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"a list of {value.GetArrayLength()}"),
        _ => value.GetRawText() is { Length: > LongestValue } text ? $"{text[..LongestValue]}…" : value.GetRawText(),
    };
}
