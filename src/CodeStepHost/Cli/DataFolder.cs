namespace CodeStepHost.Cli;

/// <summary>Finds the folder with the database.</summary>
internal static class DataFolder
{
    /// <summary>The database's file name in its folder.</summary>
    public const string Database = "codestep.db";

    /// <summary>The settings of a host.</summary>
    public const string Settings = "codestep.yaml";

    private const string Default = ".codestep";

    /// <summary>What was given; else what the nearest <c>codestep.yaml</c> says; else <c>.codestep</c> here.</summary>
    /// <param name="given">The value of <c>--data</c>.</param>
    /// <param name="dataOf">Reads <c>data</c> of a settings file.</param>
    public static string Find(string currentDirectory, string? given, Func<string, string> dataOf)
    {
        if (given is not null)
            return Path.GetFullPath(given, currentDirectory);
        return FindSettings(currentDirectory) is { } settings ? Path.GetFullPath(dataOf(settings), Path.GetDirectoryName(settings)!) : Path.Combine(currentDirectory, Default);
    }

    /// <summary>The <c>codestep.yaml</c> in a folder or the nearest above it.</summary>
    public static string? FindSettings(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var file = Path.Combine(at, Settings);
            if (File.Exists(file))
                return file;
        }

        return null;
    }
}
