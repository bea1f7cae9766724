using System.Buffers;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Finds many texts in another one at once: of those that begin at one place the longest. What it costs grows with the text, not with how many there are.</summary>
internal sealed class PatternSet<T>
{
    /// <summary>How much of a pattern is looked for at first; the rest is compared.</summary>
    private const int LongestBeginning = 32;

    private readonly List<KeyValuePair<string, T>> _patterns;

    /// <summary>For each pattern the longest other one that it begins with; -1: none.</summary>
    private readonly int[] _shorter;
    private readonly SearchValues<string>? _beginnings;

    /// <param name="patterns">What is looked for, and what each stands for; none is empty. Of one that stands twice the first counts.</param>
    public PatternSet(IEnumerable<KeyValuePair<string, T>> patterns)
    {
        _patterns = [.. patterns.DistinctBy(pattern => pattern.Key, StringComparer.Ordinal).OrderBy(pattern => pattern.Key, StringComparer.Ordinal)];
        _shorter = new int[_patterns.Count];
        var holding = new Stack<int>();
        for (var index = 0; index < _patterns.Count; index++)
        {
            while (holding.TryPeek(out var shorter) && !_patterns[index].Key.StartsWith(_patterns[shorter].Key, StringComparison.Ordinal))
                holding.Pop();
            _shorter[index] = holding.TryPeek(out var held) ? held : -1;
            holding.Push(index);
        }

        if (_patterns.Count > 0)
            _beginnings = SearchValues.Create([.. _patterns.Select(pattern => pattern.Key.Length <= LongestBeginning ? pattern.Key : pattern.Key[..LongestBeginning]).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
    }

    public bool IsEmpty => _patterns.Count == 0;

    /// <summary>The first that stands at or behind a place.</summary>
    public Match? Next(ReadOnlySpan<char> text, int from)
    {
        if (_beginnings is null)
            return null;
        for (; from < text.Length; from++)
        {
            var offset = text[from..].IndexOfAny(_beginnings);
            if (offset < 0)
                return null;
            from += offset;
            if (LongestAt(text[from..]) is >= 0 and var index)
                return new Match(from, _patterns[index].Key.Length, _patterns[index].Value);
        }

        return null;
    }

    private int LongestAt(ReadOnlySpan<char> text)
    {
        // All that the text begins with stand before it in the order, the longest last but for longer ones that begin like it and end otherwise.
        var (low, high) = (0, _patterns.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_patterns[middle].Key.AsSpan().SequenceCompareTo(text) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        var index = low - 1;
        if (index < 0)
            return -1;
        var common = _patterns[index].Key.AsSpan().CommonPrefixLength(text);
        while (index >= 0 && _patterns[index].Key.Length > common)
            index = _shorter[index];
        return index;
    }

    /// <summary>A place in a text.</summary>
    public readonly record struct Match(int Start, int Length, T Value);
}
