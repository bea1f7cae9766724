namespace CodeStepHost.Cli.Output;

/// <summary>Numbers in few words: <c>1, 4–7, 9</c>.</summary>
internal static class Ranges
{
    public static string Text(IReadOnlyList<long> numbers)
    {
        var texts = new List<string>();
        var sorted = numbers.Order().ToList();
        for (var (start, end) = (0, 0); start < sorted.Count; start = end)
        {
            for (end = start + 1; end < sorted.Count && sorted[end] == sorted[end - 1] + 1; end++)
            {
                // Looks for the end of the run.
            }

            if (end - start > 2)
                texts.Add($"{sorted[start]}–{sorted[end - 1]}");
            else
                texts.AddRange(sorted[start..end].Select(number => $"{number}"));
        }

        return string.Join(", ", texts);
    }
}
