namespace CodeStepHost.Components.Database.Engines;

/// <summary>The upsert that SQLite has from PostgreSQL.</summary>
internal static class OnConflict
{
    /// <inheritdoc cref="DatabaseEngine.Upsert"/>
    public static string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key)
    {
        var updates = columns.Where(column => !key.Contains(column.Column)).Select(column => $"{column.Column} = excluded.{column.Column}").ToList();
        var action = updates.Count == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", updates)}";
        return $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Column))}) "
            + $"VALUES ({string.Join(", ", columns.Select(column => column.Parameter))}) "
            + $"ON CONFLICT ({string.Join(", ", key)}) DO {action}";
    }
}
