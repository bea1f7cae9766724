using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeStepHost.Components.Database.Engines;

/// <summary>SQLite: a file, written ahead (WAL), with foreign keys enforced.</summary>
internal sealed class SqliteEngine : DatabaseEngine
{
    /// <summary>About how many seconds a statement waits for another connection's lock (SQLite and the provider both wait), unless the connection string says <c>Default Timeout</c>.</summary>
    private const int LockSeconds = 5;

    /// <summary>How many of SQLite's instructions run between two looks at the clock: well under a millisecond.</summary>
    private const int InstructionsBetweenLooks = 1000;

    public override string Name => "sqlite";

    public override bool HasProcedures => false;

    public override string CountTables => "select count(*) from sqlite_schema where type = 'table'";

    public override string Complete(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var complete = new SqliteConnectionStringBuilder(connectionString);
        complete.ForeignKeys ??= true;

        // The provider takes 0 for "for ever", which would hold a thread of the host that long.
        if (!(given.ContainsKey("Default Timeout") || given.ContainsKey("Command Timeout")) || complete.DefaultTimeout == 0)
            complete.DefaultTimeout = LockSeconds;
        return complete.ToString();
    }

    /// <summary>The default isolation takes the write lock at once, which reads must not.</summary>
    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public override void ClearPool(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>The provider cannot cancel a statement that runs, and an interrupt that comes before it begins would be lost.</summary>
    public override IDisposable StopOn(DbConnection connection, CancellationToken stop) => new Looks(((SqliteConnection)connection).Handle!, stop);

    /// <summary>The provider's time-out is the wait for locks here; <see cref="StopOn"/> ends what takes long.</summary>
    public override void LimitTime(DbCommand command, TimeSpan limit) =>
        command.CommandTimeout = (int)Math.Clamp(limit.TotalSeconds, 1, command.CommandTimeout);

    /// <summary>In backticks: SQLite takes an unknown name in double quotes for a text.</summary>
    public override string Quote(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    public override string Upsert(string table, IReadOnlyList<(string Column, string Parameter)> columns, IReadOnlyList<string> key) =>
        OnConflict.Upsert(table, columns, key);

    public override DbParameter Parameter(BoundValue value) => new SqliteParameter(value.Parameter, value.Value switch
    {
        null => DBNull.Value,
        decimal number => Exact(number),
        JsonText json => json.Text,
        var other => other,
    });

    public override string? CodeOf(Exception exception) =>
        exception is SqliteException sqlite ? SqliteCodes.Name(sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode) : null;

    public override bool IsLock(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    public override bool IsStopped(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT } || base.IsStopped(exception);

    public override int SkipQuoted(string sql, int start) => sql[start] switch
    {
        '`' => AfterDoubledQuote(sql, start, '`'),
        '[' => After(sql, "]", start + 1),
        _ => base.SkipQuoted(sql, start),
    };

    protected override DbConnection Create(string connectionString) => new SqliteConnection(connectionString);

    protected override async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var sqlite = (SqliteConnection)connection;

        // ATTACH and VACUUM INTO would reach every file that the host's account can reach.
        _ = raw.sqlite3_limit(sqlite.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        await WriteAheadAsync(sqlite, cancellationToken);
    }

    /// <summary>SQLite has no decimals: a floating-point number where that keeps every digit, otherwise the digits as text.</summary>
    private static object Exact(decimal number)
    {
        var real = (double)number;
        return Math.Abs(real) < 1e28 && (decimal)real == number ? real : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Readers and a writer do not wait for each other then. The file remembers it; a file that cannot have it (read-only, in use) works
    /// without, and if something is wrong with the file, the step's own statement says it.
    /// </summary>
    private static async Task WriteAheadAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        command.CommandTimeout = 1;
        try
        {
            if (await command.ExecuteScalarAsync(cancellationToken) is "wal" or "memory")
                return;
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException)
        {
        }
    }

    private sealed class Looks : IDisposable
    {
        private readonly sqlite3 _handle;

        public Looks(sqlite3 handle, CancellationToken stop)
        {
            _handle = handle;
            raw.sqlite3_progress_handler(handle, InstructionsBetweenLooks, _ => stop.IsCancellationRequested ? 1 : 0, null);
        }

        public void Dispose() => raw.sqlite3_progress_handler(_handle, 0, null, null);
    }
}
