using System.Text.Json;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Fills in what only the running host knows: <c>${host.url}</c> in step configs is where it listens.</summary>
public static class HostVariables
{
    private const string Url = "${host.url}";

    /// <summary>The flow with the address in its steps' configs.</summary>
    /// <param name="baseAddress">Null: the host does not listen.</param>
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
