namespace CodeStepHost.Cli;

/// <summary>What somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'x'?</c>, or nothing when no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> words) =>
        Find(word, words) is { } near ? $"; did you mean '{near}'?" : "";

    public static string? Find(string word, IEnumerable<string> words)
    {
        var allowed = Math.Max(1, word.Length / 3);
        return words
            .Select(candidate => (candidate, distance: IsBeginning(candidate, word) || IsBeginning(word, candidate) ? 1 : Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static bool IsBeginning(string word, string beginning) => beginning.Length > 2 && word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many letters must be added, dropped, replaced or swapped with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
