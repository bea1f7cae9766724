namespace CodeStepHost.Hosting;

/// <summary>How a person calls this program again from where they are, so that printed commands can be pasted.</summary>
internal static class CommandPrefix
{
    public static string Of(string currentDirectory)
    {
        var program = Environment.ProcessPath;
        if (program is null || Path.GetFileNameWithoutExtension(program) != "codestep")
            return $"dotnet {Path.GetRelativePath(currentDirectory, Path.Combine(AppContext.BaseDirectory, "codestep.dll"))}";
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && string.Equals(Path.GetFullPath(folder), Path.GetDirectoryName(program), StringComparison.Ordinal));
        if (onPath)
            return "codestep";
        return ProjectOf(program) is { } project ? $"dotnet run --project {Path.GetRelativePath(currentDirectory, project)} --" : Path.GetRelativePath(currentDirectory, program);
    }

    /// <summary>The project that a program lies in the build output of: <c>project/bin/Debug/net10.0/program</c>.</summary>
    private static string? ProjectOf(string program)
    {
        var project = new FileInfo(program).Directory?.Parent?.Parent is { Name: "bin" } bin ? bin.Parent : null;
        return project?.EnumerateFiles("*.csproj").Any() == true ? project.FullName : null;
    }
}
