namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>A place in a text, from 1.</summary>
internal readonly record struct SourcePlace(int Line, int Column)
{
    public static SourcePlace Start { get; } = new(1, 1);
}

/// <summary>
/// A value of a YAML text that knows where it stands. Not a record: an alias shares its anchor's node, so comparing by content
/// could walk an exponential tree.
/// </summary>
internal abstract class SourceNode(SourcePlace place)
{
    public SourcePlace Place { get; } = place;
}

/// <summary>A text, number, boolean or nothing.</summary>
/// <param name="text">The text as written, without quotes.</param>
/// <param name="isText">Whether quotes, a block or a tag make it a text, whatever it looks like.</param>
/// <param name="written">The text as it stands in the file, with its quotes, escapes and indentation.</param>
internal sealed class SourceScalar(SourcePlace place, string text, bool isText, string written = "") : SourceNode(place)
{
    public string Written { get; } = written;

    public string Text { get; } = text;

    public bool IsText { get; } = isText;
}

internal sealed class SourceList(SourcePlace place) : SourceNode(place)
{
    public List<SourceNode> Items { get; } = [];
}

internal sealed class SourceMap(SourcePlace place) : SourceNode(place)
{
    private readonly Dictionary<string, SourceEntry> byKey = new(StringComparer.Ordinal);

    public List<SourceEntry> Entries { get; } = [];

    /// <summary>Adds an entry unless its key is there already.</summary>
    public bool TryAdd(SourceEntry entry)
    {
        if (!byKey.TryAdd(entry.Key, entry))
        {
            return false;
        }

        Entries.Add(entry);
        return true;
    }

    /// <summary>The entry of that key; null when there is none.</summary>
    public SourceEntry? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The text, number or other scalar of that key; null when there is none.</summary>
    public SourceScalar? Scalar(string key) => Find(key)?.Value as SourceScalar;

    /// <summary>The mapping of that key; null when there is none.</summary>
    public SourceMap? Map(string key) => Find(key)?.Value as SourceMap;

    /// <summary>The scalars of a key that takes one or a list of them.</summary>
    public IEnumerable<SourceScalar> Scalars(string key) => Find(key)?.Value switch
    {
        SourceScalar scalar => [scalar],
        SourceList list => list.Items.OfType<SourceScalar>(),
        _ => [],
    };
}

/// <summary>A key with its value.</summary>
/// <param name="place">Where the key stands.</param>
internal sealed class SourceEntry(SourcePlace place, string key, SourceNode value)
{
    public SourcePlace Place { get; } = place;

    public string Key { get; } = key;

    public SourceNode Value { get; } = value;
}
