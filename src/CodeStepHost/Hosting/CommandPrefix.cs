namespace CodeStepHost.Hosting;

/// <summary>How a person calls this program again from where they are, so that printed commands can be pasted.</summary>
internal static class CommandPrefix
{
    public static string Of(string currentDirectory) =>
        Of(currentDirectory, Environment.ProcessPath, Environment.GetEnvironmentVariable("PATH"), ParentProcess.CommandLine());

    /// <param name="program">The file that runs.</param>
    /// <param name="path">Folders in which programs are found by their names.</param>
    /// <param name="parent">The words by which the process was started that started this one; empty when nobody knows.</param>
    public static string Of(string currentDirectory, string? program, string? path, IReadOnlyList<string> parent)
    {
        if (program is null || Path.GetFileNameWithoutExtension(program) != "codestep")
            return $"dotnet {Shown(currentDirectory, Path.Combine(AppContext.BaseDirectory, "codestep.dll"))}";
        var onPath = (path ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && string.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), Path.GetDirectoryName(program), StringComparison.Ordinal));
        if (onPath)
            return "codestep";
        return IsDotnetRun(parent) && BuildOf(program) is var (project, configuration)
            ? $"dotnet run --project {Shown(currentDirectory, project)}{(configuration == "Debug" ? "" : $" -c {configuration}")} --"
            : Shown(currentDirectory, program);
    }

    private static bool IsDotnetRun(IReadOnlyList<string> parent) =>
        parent.Count > 1 && Path.GetFileNameWithoutExtension(parent[0]) == "dotnet" && parent.Skip(1).FirstOrDefault(word => !word.EndsWith(".dll", StringComparison.Ordinal)) == "run";

    /// <summary>The project that a program lies in the build output of: <c>project/bin/Debug/net10.0/program</c>.</summary>
    private static (string Project, string Configuration)? BuildOf(string program)
    {
        var configuration = new FileInfo(program).Directory?.Parent;
        var project = configuration?.Parent is { Name: "bin" } bin ? bin.Parent : null;
        return project?.EnumerateFiles("*.csproj").Any() == true ? (project.FullName, configuration!.Name) : null;
    }

    /// <summary>A path as it is typed in a folder: the shorter one of relative and full.</summary>
    private static string Shown(string currentDirectory, string path)
    {
        var relative = Path.GetRelativePath(currentDirectory, path);
        if (relative.Length > path.Length)
            relative = path;
        else if (!relative.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && relative != ".")
            relative = Path.Combine(".", relative);
        return relative.Contains(' ', StringComparison.Ordinal) ? $"\"{relative}\"" : relative;
    }
}
