using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary>The folders that the settings permit flows to watch.</summary>
internal static class PermittedDirectories
{
    /// <exception cref="HostStartException">One of them is not there, or cannot be read.</exception>
    public static void Check(HostSettings settings)
    {
        foreach (var (name, folder) in settings.Directories)
        {
            if (Problem(folder) is { } problem)
                throw new HostStartException($"{HostSettings.FileName}: directories.{name}: {problem}");
        }
    }

    /// <summary>Why a folder cannot be watched; null when it can.</summary>
    public static string? Problem(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).FirstOrDefault();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return $"there is no folder {folder}; make it, or name another";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be read: {exception.Message}";
        }
    }
}
