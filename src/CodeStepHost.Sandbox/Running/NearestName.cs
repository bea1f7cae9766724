namespace CodeStepHost.Sandbox.Running;

/// <summary>Finds what an author probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits between, ignoring case; null when all are far off.</summary>
    /// <param name="tolerance">One letter in so many may be wrong, and one always.</param>
    public static string? Of(string name, IEnumerable<string> candidates, int tolerance = 2)
    {
        var best = candidates
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, name.Length / tolerance) ? best.candidate : null;
    }

    // Levenshtein, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }
        return row[to.Length];
    }
}
