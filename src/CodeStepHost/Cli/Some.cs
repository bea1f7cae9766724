namespace CodeStepHost.Cli;

/// <summary>The first rows of what there is.</summary>
/// <param name="More">Whether there are more than these.</param>
internal sealed record Some<T>(IReadOnlyList<T> Rows, bool More);

internal static class Some
{
    /// <summary>Keeps at most <paramref name="limit"/> of rows that were read with a limit one higher.</summary>
    public static Some<T> Of<T>(IReadOnlyList<T> rows, int limit) => new([.. rows.Take(limit)], rows.Count > limit);
}
