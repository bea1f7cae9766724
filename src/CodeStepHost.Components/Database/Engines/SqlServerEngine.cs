using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.SqlClient;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>Microsoft SQL Server, by its own provider. No server was at hand: its statements are tested as text.</summary>
internal sealed class SqlServerEngine : DatabaseEngine
{
    public override string Name => "sqlserver";

    public override IReadOnlyList<string> Aliases => ["mssql"];

    public override string CountTables => "select count(*) from sys.tables";

    /// <summary>The provider needs cultures, which this program does without so that it runs where no ICU is installed.</summary>
    public override string Complete(string connectionString) => AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant
        ? throw new FormatException("SQL Server's provider needs ICU: install it (Debian: libicu72), and in codestep.runtimeconfig.json set System.Globalization.Invariant to false")
        : new SqlConnectionStringBuilder(connectionString).ToString();

    public override void ClearPool(string connectionString)
    {
        using var connection = new SqlConnection(connectionString);
        SqlConnection.ClearPool(connection);
    }

    public override string Quote(string identifier) => $"[{identifier.Replace("]", "]]", StringComparison.Ordinal)}]";

    /// <summary>The lock of <c>HOLDLOCK</c> keeps two sessions from inserting the same key between look and insert.</summary>
    public override string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key)
    {
        var names = string.Join(", ", columns.Select(column => column.Column));
        var updates = columns.Where(column => !key.Contains(column.Column)).Select(column => $"{column.Column} = given.{column.Column}").ToList();
        return $"MERGE INTO {table} WITH (HOLDLOCK) AS kept "
            + $"USING (VALUES ({string.Join(", ", columns.Select(column => column.Parameter))})) AS given ({names}) "
            + $"ON {string.Join(" AND ", key.Select(column => $"kept.{column} = given.{column}"))} "
            + (updates.Count == 0 ? "" : $"WHEN MATCHED THEN UPDATE SET {string.Join(", ", updates)} ")
            + $"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({string.Join(", ", columns.Select(column => $"given.{column.Column}"))});";
    }

    public override DbParameter Parameter(BoundValue value) => value.Value switch
    {
        null => new SqlParameter(value.Parameter, DBNull.Value),
        JsonText json => new SqlParameter(value.Parameter, json.Text),
        DateTime moment => new SqlParameter(value.Parameter, SqlDbType.DateTime2) { Value = moment },
        DateOnly day => new SqlParameter(value.Parameter, SqlDbType.Date) { Value = day.ToDateTime(TimeOnly.MinValue) },
        var other => new SqlParameter(value.Parameter, other),
    };

    /// <summary>The server must know the type; a text of any length can hold every other one.</summary>
    public override void SizeOutput(DbParameter parameter, SqlType? type)
    {
        var output = (SqlParameter)parameter;
        (output.SqlDbType, output.Size) = type switch
        {
            SqlType.Boolean => (SqlDbType.Bit, 0),
            SqlType.Date => (SqlDbType.DateTime2, 0),
            SqlType.BigInt => (SqlDbType.BigInt, 0),
            SqlType.Float or SqlType.Real => (SqlDbType.Float, 0),
            SqlType.Binary => (SqlDbType.VarBinary, -1),
            SqlType.Number => (SqlDbType.Decimal, 0),
            _ => (SqlDbType.NVarChar, -1),
        };
        if (type == SqlType.Number)
            (output.Precision, output.Scale) = (38, 10);
    }

    public override void WriteValue(Utf8JsonWriter writer, DbDataReader reader, int ordinal)
    {
        var type = reader.GetDataTypeName(ordinal);
        switch (type)
        {
            // A decimal has up to 38 digits, which .NET's has not.
            case "decimal" or "numeric":
                ColumnJson.WriteNumber(writer, ((SqlDataReader)reader).GetSqlDecimal(ordinal).ToString());
                break;
            case "date":
                ColumnJson.Write(writer, DateOnly.FromDateTime(reader.GetDateTime(ordinal)));
                break;
            default:
                base.WriteValue(writer, reader, ordinal);
                break;
        }
    }

    public override string? CodeOf(Exception exception) =>
        exception is SqlException { Number: > 0 } error ? error.Number.ToString(CultureInfo.InvariantCulture) : null;

    public override IEnumerable<KeyValuePair<string, string?>> DetailsOf(Exception exception) => exception is SqlException error
        ?
        [
            new("procedure", error.Procedure),
            new("line", error.LineNumber > 0 ? error.LineNumber.ToString(CultureInfo.InvariantCulture) : null),
        ]
        : [];

    /// <summary>Deadlock victim, lock request time-out.</summary>
    public override bool IsLock(Exception exception) => exception is SqlException { Number: 1205 or 1222 };

    /// <summary>The provider tells a cancelled statement by number 0.</summary>
    public override bool IsStopped(Exception exception) => exception is SqlException { Number: 0 } || base.IsStopped(exception);

    public override int SkipQuoted(string sql, int start) => sql[start] switch
    {
        '[' => AfterDoubledQuote(sql, start, ']'),
        _ => base.SkipQuoted(sql, start),
    };

    protected override DbConnection Create(string connectionString) => new SqlConnection(connectionString);
}
