using Microsoft.Win32.SafeHandles;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>Where paths lead in truth: whoever may write into a watched folder must not have the host read others through a symbolic link.</summary>
internal static class RealPaths
{
    private const int MostLinks = 40;

    /// <summary>A folder's path without symbolic links. What does not exist stays as it is.</summary>
    /// <exception cref="IOException">Its links go in a circle.</exception>
    public static string Resolve(string path)
    {
        for (var links = 0; links < MostLinks; links++)
        {
            if (FirstLink(Path.GetPathRoot(path)!, path) is not { } link)
                return path;
            path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link.Path)!, link.Target, Path.GetRelativePath(link.Path, path)));
        }

        throw new IOException($"{path} has too many symbolic links");
    }

    /// <summary>Whether a path has a symbolic link below a folder.</summary>
    public static bool HasLink(string folder, string path) => FirstLink(folder, path) is not null;

    /// <summary>Where an open file lies in truth; null where the system does not tell.</summary>
    public static string? Of(SafeFileHandle handle) => OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget : null;

    private static (string Path, string Target)? FirstLink(string folder, string path)
    {
        var at = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Where(part => part is not ("" or ".")))
        {
            at = Path.Combine(at, part);
            if (new DirectoryInfo(at).LinkTarget is { } target)
                return (at, target);
        }

        return null;
    }
}
