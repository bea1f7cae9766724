using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using MySqlConnector;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>MySQL and MariaDB, by MySqlConnector.</summary>
internal sealed class MySqlEngine : DatabaseEngine
{
    /// <summary>Types of columns that take moments, but not in the form that JavaScript writes them in.</summary>
    private static readonly HashSet<string> s_momentTypes = new(StringComparer.OrdinalIgnoreCase) { "DATETIME", "TIMESTAMP", "DATE" };

    private readonly ConcurrentDictionary<(string Database, string Table), IReadOnlySet<string>> _momentColumns = new();

    public override string Name => "mysql";

    public override IReadOnlyList<string> Aliases => ["mariadb"];

    public override string CountTables => "select count(*) from information_schema.tables where table_schema = database()";

    /// <summary>Dates that are none (<c>0000-00-00</c>) and columns of 36 characters come as they are.</summary>
    public override string Complete(string connectionString) => new MySqlConnectionStringBuilder(connectionString)
    {
        AllowZeroDateTime = true,
        GuidFormat = MySqlGuidFormat.None,
    }.ToString();

    public override void ClearPool(string connectionString)
    {
        using var connection = new MySqlConnection(connectionString);
        MySqlConnection.ClearPool(connection);
    }

    public override string Quote(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>MySQL knows no key here: the row with the same value in any unique index is updated.</summary>
    public override string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key)
    {
        var others = columns.Where(column => !key.Contains(column.Column)).Select(column => $"{column.Column} = VALUES({column.Column})").ToList();
        return $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Column))}) "
            + $"VALUES ({string.Join(", ", columns.Select(column => column.Parameter))}) "
            + $"ON DUPLICATE KEY UPDATE {(others.Count == 0 ? $"{key[0]} = {key[0]}" : string.Join(", ", others))}";
    }

    /// <summary>The server refuses <c>2026-01-31T10:00:00Z</c> for a moment; only the column tells that this text is one.</summary>
    public override async Task BindAsync(DbCommand command, SqlStatement statement, CancellationToken stop)
    {
        if (statement.Table is not { } table || !statement.Values.Any(value => MomentIn(value) is not null))
        {
            await base.BindAsync(command, statement, stop);
            return;
        }

        var moments = await MomentColumnsAsync(command, table, stop);
        var values = statement.Values.Select(value => MomentIn(value) is { } moment && moments.Contains(value.Column!) ? value with { Value = moment } : value);
        await base.BindAsync(command, statement with { Values = [.. values] }, stop);
    }

    public override DbParameter Parameter(BoundValue value) => new MySqlParameter(value.Parameter, value.Value switch
    {
        null => DBNull.Value,
        JsonText json => json.Text,
        var other => other,
    });

    public override void WriteValue(Utf8JsonWriter writer, DbDataReader reader, int ordinal)
    {
        var mySql = (MySqlDataReader)reader;
        var type = mySql.GetDataTypeName(ordinal);
        switch (type)
        {
            // A decimal has up to 65 digits, which .NET's has not.
            case "DECIMAL":
                ColumnJson.WriteNumber(writer, mySql.GetMySqlDecimal(ordinal).ToString());
                break;
            case "JSON":
                writer.WriteRawValue(mySql.GetString(ordinal));
                break;
            case "DATE" or "DATETIME" or "TIMESTAMP":
                WriteMoment(writer, mySql.GetMySqlDateTime(ordinal), type);
                break;
            default:
                base.WriteValue(writer, reader, ordinal);
                break;
        }
    }

    public override string? CodeOf(Exception exception) =>
        exception is MySqlException { Number: > 0 } error ? error.Number.ToString(CultureInfo.InvariantCulture) : null;

    public override IEnumerable<KeyValuePair<string, string?>> DetailsOf(Exception exception) =>
        exception is MySqlException error ? [new("sqlState", error.SqlState)] : [];

    /// <summary>Deadlock, lock wait time-out.</summary>
    public override bool IsLock(Exception exception) =>
        exception is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout };

    public override bool IsStopped(Exception exception) =>
        exception is MySqlException { ErrorCode: MySqlErrorCode.QueryInterrupted } || base.IsStopped(exception);

    public override int SkipQuoted(string sql, int start) => sql[start] switch
    {
        '\'' or '"' => AfterEscapedQuote(sql, start, sql[start]),
        '`' => AfterDoubledQuote(sql, start, '`'),
        '#' => After(sql, "\n", start),
        '-' when At(sql, start + 1) == '-' && At(sql, start + 2) > ' ' => start,
        _ => base.SkipQuoted(sql, start),
    };

    protected override DbConnection Create(string connectionString) => new MySqlConnection(connectionString);

    /// <summary>In a session at UTC a moment that is put into a column without a zone is that of UTC, and <c>TIMESTAMP</c>s are read as what they are.</summary>
    protected override async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SET time_zone = '+00:00'";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlySet<string>> MomentColumnsAsync(DbCommand command, string table, CancellationToken stop)
    {
        var key = (command.Connection!.ConnectionString, table);
        if (_momentColumns.TryGetValue(key, out var known))
            return known;
        await using var look = command.Connection.CreateCommand();
        look.Transaction = command.Transaction;
        look.CommandText = $"SELECT * FROM {table} LIMIT 0";
        await using var reader = await look.ExecuteReaderAsync(stop);
        var found = Enumerable.Range(0, reader.FieldCount)
            .Where(ordinal => s_momentTypes.Contains(reader.GetDataTypeName(ordinal)))
            .Select(ordinal => Quote(reader.GetName(ordinal)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return _momentColumns[key] = found;
    }

    private static DateTime? MomentIn(BoundValue value) => value is { Column: not null, Value: string text } ? SqlValues.Moment(text) : null;

    private static void WriteMoment(Utf8JsonWriter writer, MySqlDateTime moment, string type)
    {
        if (!moment.IsValidDateTime)
            writer.WriteNullValue();
        else if (type == "DATE")
            ColumnJson.Write(writer, DateOnly.FromDateTime(moment.GetDateTime()));
        else
            ColumnJson.Write(writer, DateTime.SpecifyKind(moment.GetDateTime(), type == "TIMESTAMP" ? DateTimeKind.Utc : DateTimeKind.Unspecified));
    }
}
