using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Hosting;

/// <summary>The secrets that a host knows by their values: passwords of connections, <c>secrets</c>, what webhooks ask of their callers, environment variables that flows and settings name.</summary>
internal static partial class HostSecrets
{
    /// <param name="flows">Flows whose webhooks' secrets are to be known.</param>
    public static Redactor Redactor(HostSettings settings, IEnumerable<FlowDefinition> flows, Func<string, string?> environment) => new(settings.Redact,
    [
        .. settings.Connections.SelectMany(connection => OfConnection(connection.Key, connection.Value.ConnectionString)),
        .. settings.Secrets.Where(secret => secret.Value.Value is not null).Select(secret => new KnownSecret(secret.Key, secret.Value.Value!)),
        .. flows.SelectMany(flow => flow.Steps.SelectMany(step => OfStep(step, environment))),
        .. OfSettings(settings, environment),
    ]);

    private static IEnumerable<KnownSecret> OfConnection(string name, string connectionString)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            yield break;
        }

        foreach (string key in parts.Keys)
        {
            if (SecretNames.IsSecret(key) && parts[key] is string { Length: > 0 } value)
                yield return new KnownSecret($"{name}-{key.Replace(' ', '-')}", value);
        }
    }

    /// <summary>Those that one step's config names or holds.</summary>
    public static IEnumerable<KnownSecret> OfStep(StepDefinition step, Func<string, string?> environment)
    {
        foreach (var variable in Variables(step.Config, environment))
            yield return variable;
        if (step.Uses != StepKinds.Webhook)
            yield break;
        using var config = JsonDocument.Parse(step.Config);
        if (!config.RootElement.TryGetProperty("auth", out var auth))
            yield break;
        foreach (var name in (string[])["value", "password"])
        {
            if (auth.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                yield return new KnownSecret($"{step.Name}-{name}", value.GetString()!);
        }
    }

    private static IEnumerable<KnownSecret> OfSettings(HostSettings settings, Func<string, string?> environment)
    {
        var file = Path.Combine(settings.Folder, HostSettings.FileName);
        return File.Exists(file) ? Variables(File.ReadAllText(file), environment) : [];
    }

    private static IEnumerable<KnownSecret> Variables(string text, Func<string, string?> environment) => Variable().Matches(text)
        .Select(match => match.Groups["name"].Value)
        .Distinct(StringComparer.Ordinal)
        .Select(name => (Name: name, Value: environment(name)))
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .Select(variable => new KnownSecret(variable.Name, variable.Value!));

    [GeneratedRegex(@"\$\{env\.(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
