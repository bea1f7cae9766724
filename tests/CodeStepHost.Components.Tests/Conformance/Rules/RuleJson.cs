using System.Text;
using System.Text.Json;

namespace CodeStepHost.Components.Tests.Conformance.Rules;

internal static class RuleJson
{
    public static JsonElement Parse(string json) => ConformanceJson.Parse(Encoding.UTF8.GetBytes(json));
}
