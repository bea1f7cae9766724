namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>What a <c>directory</c> trigger has taken in: its position, kept as the step's snapshot.</summary>
/// <param name="Files">The files of the folder that it knows, by their paths.</param>
internal sealed record DirectoryPosition(IReadOnlyDictionary<string, KnownFile?> Files)
{
    /// <summary>A position whose files stand in the order of their paths.</summary>
    public static DirectoryPosition Of(IEnumerable<KeyValuePair<string, KnownFile>> files) =>
        new(files.OrderBy(file => file.Key, StringComparer.Ordinal).ToDictionary(file => file.Key, KnownFile? (file) => file.Value, StringComparer.Ordinal));
}

/// <summary>A file that was taken in, is being taken in, or was refused.</summary>
/// <param name="TakingAs">While it is being taken in: what its messages' ids are made of. It is kept before the first of them, so that a kill makes none of them twice.</param>
/// <param name="ReadAs">While it is being taken in: how it is read. Read otherwise, its messages are others.</param>
/// <param name="Refused">True when not all of it is in messages: such a file stays where it is.</param>
internal sealed record KnownFile(long Size, DateTime Modified, string? TakingAs = null, string? ReadAs = null, bool? Refused = null)
{
    /// <summary>Whether the file is still as it was.</summary>
    public bool Is(FoundFile file) => Size == file.Size && Modified.ToUniversalTime() == file.Modified;
}
