namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>A position while it is worked on, without the files that are gone.</summary>
internal sealed class KnownFiles
{
    private readonly Dictionary<string, KnownFile> _files = new(StringComparer.Ordinal);
    private readonly string _readAs;

    /// <param name="readAs">How files are read; what is being taken in and was read otherwise so far begins anew.</param>
    public KnownFiles(DirectoryPosition? position, IReadOnlyList<FoundFile> found, string readAs)
    {
        _readAs = readAs;

        // A person may have written what stands there.
        var kept = position?.Files ?? new Dictionary<string, KnownFile?>();
        foreach (var file in found)
        {
            if (kept.TryGetValue(file.Path, out var known) && known is not null)
                _files[file.Path] = known;
        }

        IsChanged = _files.Count != kept.Count;
    }

    /// <summary>Whether the position has to be written.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Whether the file, as it is now, was taken up.</summary>
    public bool Knows(FoundFile file) => Of(file) is not null;

    /// <summary>Whether all of it is in messages.</summary>
    public bool IsToPutAway(FoundFile file) => Of(file) is { TakingAs: null, Refused: not true };

    /// <summary>What its messages' ids are made of; null when all of them are stored.</summary>
    public string? TokenOf(FoundFile file) => Of(file)?.TakingAs;

    /// <returns>False when there are too many files.</returns>
    public bool Begin(FoundFile file, string token, int most)
    {
        if (_files.Count >= most && !_files.ContainsKey(file.Path))
            return false;
        Set(file, new KnownFile(file.Size, file.Modified, token, _readAs));
        return true;
    }

    public void End(FoundFile file, bool isWhole) => Set(file, new KnownFile(file.Size, file.Modified, Refused: isWhole ? null : true));

    public void Forget(FoundFile file)
    {
        _files.Remove(file.Path);
        IsChanged = true;
    }

    public DirectoryPosition Position() => DirectoryPosition.Of(_files);

    private KnownFile? Of(FoundFile file) =>
        _files.TryGetValue(file.Path, out var known) && known.Is(file) && (known.TakingAs is null || known.ReadAs == _readAs) ? known : null;

    private void Set(FoundFile file, KnownFile known)
    {
        _files[file.Path] = known;
        IsChanged = true;
    }
}
