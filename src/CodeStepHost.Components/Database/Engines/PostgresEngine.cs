using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>
/// PostgreSQL, by Npgsql. Results are asked for as text, in which every type there is, a server's own ones too, has a form; values that
/// stand for a column are sent without a type, so that the column's type reads them.
/// </summary>
internal sealed class PostgresEngine : DatabaseEngine
{
    public override string Name => "postgresql";

    public override IReadOnlyList<string> Aliases => ["postgres"];

    public override string CountTables => "select count(*) from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')";

    public override bool GivesOutputsAsRow => true;

    /// <summary>In a session at UTC a moment that is put into a column without a zone is that of UTC.</summary>
    public override string Complete(string connectionString)
    {
        var complete = new NpgsqlConnectionStringBuilder(connectionString);
        complete.Timezone ??= "UTC";
        complete.ApplicationName ??= "codestep";
        return complete.ToString();
    }

    public override void ClearPool(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public override string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key) =>
        OnConflict.Upsert(table, columns, key);

    /// <summary>A JSON array may be for a column of JSON or for one of arrays; only the server knows.</summary>
    public override async Task BindAsync(DbCommand command, SqlStatement statement, CancellationToken stop)
    {
        var npgsql = (NpgsqlCommand)command;
        npgsql.AllResultTypesAreUnknown = true;
        var arrays = new HashSet<string>(StringComparer.Ordinal);
        if (npgsql.CommandType == System.Data.CommandType.Text && statement.Values.Any(value => value.Value is JsonText { IsArray: true }))
        {
            NpgsqlCommandBuilder.DeriveParameters(npgsql);
            arrays.UnionWith(npgsql.Parameters.Where(parameter => parameter.NpgsqlDbType.HasFlag(NpgsqlDbType.Array)).Select(parameter => $"@{parameter.ParameterName.TrimStart('@')}"));
            npgsql.Parameters.Clear();
        }

        await base.BindAsync(command, statement with { Values = [.. statement.Values.Select(AsArray)] }, stop);

        BoundValue AsArray(BoundValue value) => value.Value is JsonText { IsArray: true } json && arrays.Contains(value.Parameter)
            ? value with { Value = PostgresArray.Literal(json.Text), Type = null }
            : value;
    }

    /// <summary>
    /// Texts go without a type: PostgreSQL takes them as what stands beside them. A number that a column reads does too; in SQL that the
    /// author wrote it is the smallest of PostgreSQL's types, as a number there is.
    /// </summary>
    public override DbParameter Parameter(BoundValue value) => value.Value switch
    {
        null => new NpgsqlParameter(value.Parameter, NpgsqlDbType.Unknown) { Value = DBNull.Value },
        string text => new NpgsqlParameter(value.Parameter, value.Type == SqlType.String ? NpgsqlDbType.Text : NpgsqlDbType.Unknown) { Value = text },
        JsonText json => new NpgsqlParameter(value.Parameter, NpgsqlDbType.Unknown) { Value = json.Text },
        long or decimal or double when value.Column is not null =>
            new NpgsqlParameter(value.Parameter, NpgsqlDbType.Unknown) { Value = Convert.ToString(value.Value, CultureInfo.InvariantCulture) },
        long number and >= int.MinValue and <= int.MaxValue when value.Type is not SqlType.BigInt => new NpgsqlParameter(value.Parameter, NpgsqlDbType.Integer) { Value = (int)number },
        var other => new NpgsqlParameter(value.Parameter, other),
    };

    public override void WriteValue(Utf8JsonWriter writer, DbDataReader reader, int ordinal)
    {
        var npgsql = (NpgsqlDataReader)reader;
        PostgresText.Write(writer, npgsql.GetPostgresType(ordinal), npgsql.GetString(ordinal));
    }

    public override string MessageOf(Exception exception) =>
        exception is PostgresException error ? $"{error.SqlState}: {error.MessageText}" : exception.Message;

    public override string? CodeOf(Exception exception) => (exception as NpgsqlException)?.SqlState;

    /// <summary>Not its <c>DETAIL</c>, which holds values of rows.</summary>
    public override IEnumerable<KeyValuePair<string, string?>> DetailsOf(Exception exception) => exception is PostgresException error
        ?
        [
            new("severity", error.InvariantSeverity),
            new("position", error.Position > 0 ? error.Position.ToString(CultureInfo.InvariantCulture) : null),
            new("hint", error.Hint),
            new("table", error.TableName),
            new("column", error.ColumnName),
            new("constraint", error.ConstraintName),
        ]
        : [];

    /// <summary>Deadlock, serialisation failure, lock not available.</summary>
    public override bool IsLock(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
    };

    public override bool IsStopped(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } || base.IsStopped(exception);

    public override int SkipQuoted(string sql, int start) => sql[start] switch
    {
        '$' => AfterDollarQuote(sql, start),
        '\'' when start > 0 && sql[start - 1] is 'e' or 'E' && (start < 2 || !IsWord(sql[start - 2])) => AfterEscapedQuote(sql, start, '\''),
        '/' when At(sql, start + 1) == '*' => AfterNestedComment(sql, start),
        _ => base.SkipQuoted(sql, start),
    };

    protected override DbConnection Create(string connectionString) => new NpgsqlConnection(connectionString);

    /// <summary>A pooled connection may be of a server that was restarted since. Only before a statement can it be replaced without anybody's notice.</summary>
    protected override async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var look = connection.CreateCommand();
            look.CommandText = "select 1";
            await look.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException) when (connection.State != System.Data.ConnectionState.Open)
        {
            await connection.CloseAsync();
            NpgsqlConnection.ClearPool((NpgsqlConnection)connection);
            await connection.OpenAsync(cancellationToken);
        }
    }

    /// <summary><c>$tag$ … $tag$</c>.</summary>
    private static int AfterDollarQuote(string sql, int start)
    {
        if (start > 0 && IsWord(sql[start - 1]))
            return start;
        var end = start + 1;
        while (end < sql.Length && IsWord(sql[end]))
            end++;
        return end < sql.Length && sql[end] == '$' && !char.IsDigit(sql[start + 1]) ? After(sql, sql[start..(end + 1)], end + 1) : start;
    }

    private static int AfterNestedComment(string sql, int start)
    {
        var depth = 0;
        for (var at = start; at < sql.Length; at++)
        {
            if (sql[at] == '/' && At(sql, at + 1) == '*')
            {
                depth++;
                at++;
            }
            else if (sql[at] == '*' && At(sql, at + 1) == '/')
            {
                at++;
                if (--depth == 0)
                    return at + 1;
            }
        }

        return sql.Length;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
