using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Testing.Cases;

/// <summary>The connections that a tested step may use: those of the settings nearest to its flow, without their secrets, since no server is reached.</summary>
internal static class CaseConnections
{
    public static IReadOnlyDictionary<string, ConnectionSettings> Of(string folder, StepDefinition step) =>
        step.Uses.StartsWith("database.", StringComparison.Ordinal)
        && HostSettingsReader.Find(folder) is { } file
        && HostSettingsReader.ReadFileWithoutSecrets(file) is HostSettingsReadResult.Accepted accepted
            ? accepted.Settings.Connections
            : new Dictionary<string, ConnectionSettings>();
}
