using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary>Fills in what only the running host knows: <c>${host.url}</c> in step configs is where it listens.</summary>
internal static class HostVariables
{
    private const string Url = "${host.url}";

    public static FlowDefinition Fill(FlowDefinition flow, Uri? baseAddress) => flow with
    {
        Steps = [.. flow.Steps.Select(step => step.Config.Contains(Url, StringComparison.Ordinal) ? step with { Config = Fill(step.Config, baseAddress) } : step)],
    };

    private static string Fill(string config, Uri? baseAddress)
    {
        var url = baseAddress?.ToString().TrimEnd('/') ?? string.Empty;
        return config.Replace(Url, JsonEncodedText.Encode(url).Value, StringComparison.Ordinal);
    }
}
