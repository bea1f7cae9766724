using System.Text.Json;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Flows.Definitions;

/// <summary>
/// Fills in what only the running host knows: <c>${host.url}</c> in step configs is where it listens, and <c>${secret.NAME}</c> in step configs and variables is
/// the text that stands for the secret.
/// </summary>
public static class HostVariables
{
    private const string Url = "${host.url}";

    /// <summary>The flow with what the host knows.</summary>
    /// <param name="baseAddress">Null: the host does not listen.</param>
    /// <param name="secrets">Null: <c>${secret.NAME}</c> stands for itself, as in tests.</param>
    public static FlowDefinition Fill(FlowDefinition flow, Uri? baseAddress, SecretPlaceholders? secrets = null)
    {
        var variables = secrets is not null && flow.Variables.Values.Any(SecretReference.IsIn)
            ? flow.Variables.ToDictionary(variable => variable.Key, variable => SecretReference.Fill(variable.Value, secrets.Of), StringComparer.Ordinal)
            : flow.Variables;
        return flow with
        {
            Variables = variables,
            Steps = [.. flow.Steps.Select(step => Fill(step, baseAddress, secrets))],
        };
    }

    private static StepDefinition Fill(StepDefinition step, Uri? baseAddress, SecretPlaceholders? secrets)
    {
        var config = step.Config;
        if (config.Contains(Url, StringComparison.Ordinal))
            config = config.Replace(Url, JsonEncodedText.Encode(baseAddress?.ToString().TrimEnd('/') ?? string.Empty).Value, StringComparison.Ordinal);
        if (secrets is not null)
            config = SecretReference.Fill(config, secrets.Of);
        return ReferenceEquals(config, step.Config) ? step : step with { Config = config };
    }
}
