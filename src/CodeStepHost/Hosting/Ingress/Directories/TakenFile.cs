using System.Globalization;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>What becomes of a file all of whose messages are stored.</summary>
internal static class TakenFile
{
    private const int MostOfOneName = 1000;

    /// <summary>Deletes or moves it. Nothing is written over: where there is a file of its name already, it gets a number, such as <c>orders-2.csv</c>.</summary>
    /// <exception cref="IOException">It cannot be deleted or moved.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted or moved.</exception>
    public static void PutAway(FoundFile file, DirectorySettings settings)
    {
        var path = settings.PathOf(file.Path);
        if (settings.End == FileEnd.Delete)
            File.Delete(path);
        else if (settings.End == FileEnd.Move)
            Move(path, settings.PathOf($"{settings.MoveTo}/{file.Path}"), settings);
    }

    private static void Move(string path, string target, DirectorySettings settings)
    {
        var folder = Path.GetDirectoryName(target)!;
        if (RealPaths.HasLink(settings.Root, folder))
            throw new IOException($"it cannot be moved to {folder}, which leads over a symbolic link; those are not followed");
        Directory.CreateDirectory(folder);
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? target : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(target)}-{number}{Path.GetExtension(target)}"));
            try
            {
                File.Move(path, name, overwrite: false);
                return;
            }
            catch (IOException) when (number < MostOfOneName && Path.Exists(name))
            {
                // The next number.
            }
        }
    }
}
