namespace CodeStepHost.Sandbox.Running;

/// <summary>Finds what an author probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest slips between, ignoring case: a letter too many, too few, wrong, or two that changed places. Null when all are far off: at most
    /// one letter in three may be wrong, of the longer name, and one always. A name that goes on where another ends is another name (<c>undefinedFn</c>), unless it is by one letter.
    /// </summary>
    /// <param name="tolerance">One letter in so many may be wrong.</param>
    public static string? Of(string name, IEnumerable<string> candidates, int tolerance = 3)
    {
        var written = name.ToUpperInvariant();
        var best = candidates
            .Select(candidate => (candidate, distance: Slips(written, candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= Math.Max(1, Math.Max(name.Length, pair.candidate.Length) / tolerance))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.candidate;
    }

    private static int Slips(string from, string to)
    {
        var (shorter, longer) = from.Length < to.Length ? (from, to) : (to, from);
        if (longer.StartsWith(shorter, StringComparison.Ordinal) && longer.Length > shorter.Length)
            return longer.Length == shorter.Length + 1 && !char.IsAsciiDigit(longer[^1]) ? 1 : int.MaxValue;
        return Distance(from, to);
    }

    // Optimal string alignment, three rows at a time.
    private static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var next = new int[to.Length + 1];
            next[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                next[j] = Math.Min(Math.Min(next[j - 1], row[j]) + 1, row[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
            }
            (before, row) = (row, next);
        }
        return row[to.Length];
    }
}
