namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>Which files are not being written any more: those that are old enough by their own time, or were seen unchanged for long enough.</summary>
internal sealed class SettledFiles
{
    private Dictionary<FoundFile, DateTimeOffset> _seen = [];

    /// <param name="found">All files of this look; others are forgotten.</param>
    public IReadOnlyList<FoundFile> Of(IReadOnlyList<FoundFile> found, TimeSpan stable, DateTimeOffset now)
    {
        _seen = found.ToDictionary(file => file, file => _seen.TryGetValue(file, out var since) ? since : now);
        return [.. found.Where(file => now.UtcDateTime - file.Modified >= stable || now - _seen[file] >= stable)];
    }
}
