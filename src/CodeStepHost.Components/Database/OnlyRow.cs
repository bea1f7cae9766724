namespace CodeStepHost.Components.Database;

/// <summary>Reads what must be one row.</summary>
internal static class OnlyRow
{
    /// <returns>What <paramref name="take"/> makes of the row; null when there is none.</returns>
    /// <exception cref="StepFailedException">There is a second row.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(IAsyncEnumerable<RowJson> rows, Func<RowJson, ReadOnlyMemory<byte>> take)
    {
        ReadOnlyMemory<byte>? taken = null;
        await foreach (var row in rows)
        {
            if (taken is not null)
                throw StepFailedException.Of(DatabaseErrorCodes.Rows, "Expected exactly one row, found more than one.");
            taken = take(row);
        }

        return taken;
    }

    public static StepFailedException None() => StepFailedException.Of(DatabaseErrorCodes.Rows, "Expected exactly one row, found none.");
}
