using System.Text;

namespace CodeStepHost.Cli.Checking;

/// <summary>Lines of the files that findings are about, to be shown with them.</summary>
internal sealed class SourceLines
{
    // No file that is deployed is larger.
    private const int MostBytes = 1 << 20;

    private static readonly string[] LineEnds = ["\r\n", "\n", "\r"];

    private readonly Dictionary<string, string[]> _files = new(StringComparer.Ordinal);

    /// <summary>A line of a file, counted from 1; null when the file cannot be read or has no such line.</summary>
    /// <param name="path">A full path.</param>
    public string? Of(string path, int line)
    {
        if (!_files.TryGetValue(path, out var lines))
            _files[path] = lines = Read(path);
        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }

    /// <summary>The lines of a text.</summary>
    public static string[] Of(string text) => text.Split(LineEnds, StringSplitOptions.None);

    private static string[] Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostBytes } ? Of(File.ReadAllText(path, Encoding.UTF8)) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
