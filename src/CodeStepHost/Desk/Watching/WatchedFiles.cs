using System.Security.Cryptography;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Desk.Watching;

/// <summary>
/// The files of a folder on which flows, scripts, samples and cases depend, told apart by their content: a file that was saved without a change,
/// or written anew by a rename, has not changed, and what editors put beside a file is no file of these.
/// </summary>
/// <param name="root">A full path.</param>
/// <param name="further">A file elsewhere that counts too: settings above the folder.</param>
internal sealed class WatchedFiles(string root, string? further = null)
{
    private const long Largest = 4 << 20;

    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase) { ".yaml", ".js", ".cjs", ".csx", ".cs", ".json", ".sql" };

    private Dictionary<string, FileMark> _last = [];

    /// <summary>The files that are there now, by full path.</summary>
    public IReadOnlyDictionary<string, FileMark> Look()
    {
        var now = new Dictionary<string, FileMark>(StringComparer.Ordinal);
        Visit(new DirectoryInfo(root), now);
        if (further is not null)
            Add(new FileInfo(further), now);
        return _last = now;
    }

    /// <summary>The files that came, went or have another content, in the order of their names.</summary>
    public static IReadOnlyList<string> Changes(IReadOnlyDictionary<string, FileMark> before, IReadOnlyDictionary<string, FileMark> now) =>
    [
        .. before.Keys.Union(now.Keys)
            .Where(path => !before.TryGetValue(path, out var old) || !now.TryGetValue(path, out var mark) || old.Content != mark.Content)
            .Order(StringComparer.Ordinal),
    ];

    private void Visit(DirectoryInfo folder, Dictionary<string, FileMark> now)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = folder.GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone since it was listed, or nobody's business.
            return;
        }

        foreach (var entry in entries)
        {
            if (entry.Name.StartsWith('.'))
                continue;
            if (entry is FileInfo file && Endings.Contains(file.Extension) && !file.Name.EndsWith(TestFiles.Received, StringComparison.Ordinal))
                Add(file, now);
            else if (entry is DirectoryInfo { LinkTarget: null, Name: not "node_modules" } below)
                Visit(below, now);
        }
    }

    private void Add(FileInfo file, Dictionary<string, FileMark> now)
    {
        try
        {
            if (!file.Exists || file.Length > Largest)
                return;
            var (length, written) = (file.Length, file.LastWriteTimeUtc);
            now[file.FullName] = _last.TryGetValue(file.FullName, out var known) && known.Length == length && known.Written == written
                ? known
                : new FileMark(length, written, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone since it was listed, or held by the editor that writes it: the next look sees it.
        }
    }
}

/// <summary>What a file was like when it was looked at.</summary>
/// <param name="Content">A hash of it.</param>
internal sealed record FileMark(long Length, DateTime Written, string Content);
