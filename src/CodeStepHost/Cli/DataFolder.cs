using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli;

/// <summary>Finds the folder with the database.</summary>
internal static class DataFolder
{
    /// <summary>The database's file name in its folder.</summary>
    public const string Database = "codestep.db";

    /// <summary>What was given; else <c>data</c> of the nearest <c>codestep.yaml</c> in a folder or above; else <c>.codestep</c> in the current one.</summary>
    /// <param name="currentDirectory">Where the person is.</param>
    /// <param name="given">The value of <c>--data</c>.</param>
    /// <param name="folder">Where <c>codestep.yaml</c> is looked for.</param>
    public static string Find(string currentDirectory, string? given, string folder) =>
        given is not null
            ? Path.GetFullPath(given, currentDirectory)
            : (SettingsWithoutSecrets(folder) ?? HostSettings.DefaultOf(currentDirectory)).Data;

    /// <summary>The settings that hold for a folder.</summary>
    /// <returns>Null when there is no <c>codestep.yaml</c> in it or above it.</returns>
    /// <param name="data">The data folder that was given instead of the settings' own.</param>
    public static HostSettings? Settings(string folder, string? data = null) => Read(folder, file => HostSettingsReader.ReadFile(file, data));

    /// <summary>The same for those who open no connection and send nothing: a person who looks at a host need not have its secrets.</summary>
    public static HostSettings? SettingsWithoutSecrets(string folder) => Read(folder, HostSettingsReader.ReadFileWithoutSecrets);

    private static HostSettings? Read(string folder, Func<string, HostSettingsReadResult> read)
    {
        if (HostSettingsReader.Find(folder) is not { } file)
            return null;
        return read(file) switch
        {
            HostSettingsReadResult.Accepted accepted => accepted.Settings,
            var rejected => throw new CliProblem($"{file} cannot be used:\n{string.Join('\n', rejected.Problems)}"),
        };
    }
}
