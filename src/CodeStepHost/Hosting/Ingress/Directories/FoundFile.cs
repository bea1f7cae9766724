namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>A file as it was seen. The same path with another size or another moment is a changed file.</summary>
/// <param name="Path">From the watched folder, with <c>/</c>.</param>
/// <param name="Modified">In UTC.</param>
internal sealed record FoundFile(string Path, long Size, DateTime Modified)
{
    /// <summary>The files that a trigger wants, oldest first. Symbolic links are not followed, and names that begin with a dot are left out.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public static IReadOnlyList<FoundFile> In(DirectorySettings settings)
    {
        if (RealPaths.HasLink(settings.Root, settings.Folder))
            throw new IOException($"{settings.Folder} leads over a symbolic link; those are not followed");
        if (!Directory.Exists(settings.Folder))
            throw new IOException($"there is no folder {settings.Folder}, or it may not be looked into");
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = settings.LooksDeeper, IgnoreInaccessible = false };
        return [.. new DirectoryInfo(settings.Folder).EnumerateFiles("*", options)
            .Select(file => (Path: PathOf(file, settings), File: file))
            .Where(file => !file.Path.StartsWith('.') && !file.Path.Contains("/.", StringComparison.Ordinal) && settings.Wants(file.Path))
            .Select(file => Of(file.File, file.Path))
            .OfType<FoundFile>()
            .OrderBy(file => file.Modified)
            .ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Whether the file is still as it was seen.</summary>
    public bool IsUnchanged(DirectorySettings settings)
    {
        var path = settings.PathOf(Path);
        return !RealPaths.HasLink(settings.Root, path) && Of(new FileInfo(path), Path) == this;
    }

    private static string PathOf(FileInfo file, DirectorySettings settings) =>
        System.IO.Path.GetRelativePath(settings.Folder, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    /// <returns>Null when it has gone meanwhile.</returns>
    private static FoundFile? Of(FileInfo file, string path)
    {
        try
        {
            file.Refresh();
            return file.Exists ? new FoundFile(path, file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
