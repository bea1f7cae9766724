namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class NearestName
{
    /// <summary>Longer texts are no misspelt names.</summary>
    private const int Longest = 80;

    /// <summary>The name that differs least from the one written: in case only, or in up to a third of its letters.</summary>
    /// <returns>Null when none is near.</returns>
    public static string? Find(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > Longest)
        {
            return null;
        }

        string? nearest = null;
        var least = int.MaxValue;
        foreach (var name in known)
        {
            if (string.Equals(name, written, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }

            if (name.Length > Longest)
            {
                continue;
            }

            var distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance <= Math.Max(1, Math.Min(written.Length, name.Length) / 3) && distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>How many letters must be added, removed, changed or swapped with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance = Math.Min(distance, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = distance;
            }
        }

        return rows[a.Length, b.Length];
    }
}
