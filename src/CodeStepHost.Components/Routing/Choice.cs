using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Routing;

/// <summary>Where a message goes of whose conditions some are true.</summary>
/// <param name="Cases">The following steps of each condition; null: all that the step has.</param>
/// <param name="Otherwise">Those of a message for which no condition is true; empty: it ends here.</param>
/// <param name="Ending">What is logged of a message that ends here.</param>
internal sealed record Choice(IReadOnlyList<IReadOnlyList<string>?> Cases, IReadOnlyList<string> Otherwise, string Ending)
{
    /// <returns>Null when the step does not choose.</returns>
    public static Choice? Of(StepDefinition step)
    {
        using var config = JsonDocument.Parse(step.Config);
        return step.Uses switch
        {
            StepKinds.Filter => new Choice([null], [], "`where` is not true: the message ends here"),
            StepKinds.Route => new Choice(
                [.. config.RootElement.GetProperty("cases").EnumerateArray().Select(route => Names(route.GetProperty("to")))],
                config.RootElement.TryGetProperty("otherwise", out var otherwise) ? Names(otherwise) : [],
                "no case fits, and there is no `otherwise`: the message ends here"),
            _ => null,
        };
    }

    /// <summary>The steps that get a message.</summary>
    /// <param name="chosen">The numbers of the conditions that are true, from 0.</param>
    /// <returns>Empty: it ends here; null: all that follow.</returns>
    public IReadOnlyList<string>? Targets(IReadOnlyList<int> chosen)
    {
        if (chosen.Count == 0)
            return Otherwise;
        return chosen.Any(number => Cases[number] is null) ? null : [.. chosen.SelectMany(number => Cases[number]!).Distinct()];
    }

    private static IReadOnlyList<string> Names(JsonElement names) =>
        names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [names.GetString()!];
}
