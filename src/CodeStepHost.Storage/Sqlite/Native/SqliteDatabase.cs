using SQLitePCL;

namespace CodeStepHost.Storage.Sqlite.Native;

/// <summary>
/// One connection to a database file with its prepared statements. We speak to SQLite itself rather than through ADO.NET, because a
/// message passes here with a dozen statements: no boxing, no names looked up, no copy of a message's bytes.
/// </summary>
/// <remarks>Used by one thread at a time; only <see cref="Interrupt"/> may come from another.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle) => Handle = handle;

    internal sqlite3 Handle { get; }

    public long LastInsertedKey => raw.sqlite3_last_insert_rowid(Handle);

    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <exception cref="SqliteFailure">The file cannot be opened.</exception>
    public static SqliteDatabase Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var access = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var result = raw.sqlite3_open_v2(path, out var handle, access | raw.SQLITE_OPEN_NOMUTEX, vfs: null);
        if (result != raw.SQLITE_OK)
        {
            var text = handle is null ? raw.sqlite3_errstr(result).utf8_to_string() : raw.sqlite3_errmsg(handle).utf8_to_string();
            handle?.Dispose();
            throw new SqliteFailure(result, text);
        }

        raw.sqlite3_extended_result_codes(handle, onoff: 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return new SqliteDatabase(handle);
    }

    /// <summary>The statement of that name, prepared once per connection, ready for its parameters.</summary>
    /// <param name="name">File and statement: <c>claim/due</c>.</param>
    public SqliteStatement Statement(string name) => Prepared(name, SqlTexts.Get);

    /// <summary>A statement whose text was put together from constant pieces.</summary>
    public SqliteStatement Composed(string sql) => Prepared(sql, static text => text);

    /// <summary>Runs statements that have neither parameters nor results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The whole number that a pragma answers.</summary>
    public long Pragma(string name)
    {
        using var row = Composed($"PRAGMA {name}").Query();
        return row.Read() ? row.Int64(0) : 0;
    }

    /// <summary>Ends the statement that runs at the moment.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(Handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        Handle.Dispose();
    }

    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFailure(raw.sqlite3_extended_errcode(Handle), raw.sqlite3_errmsg(Handle).utf8_to_string());
    }

    private SqliteStatement Prepared(string key, Func<string, string> text)
    {
        if (!_statements.TryGetValue(key, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(Handle, text(key), SqliteStatement.Persistent, out var handle));
            _statements.Add(key, statement = new SqliteStatement(this, handle));
        }

        return statement.Start();
    }
}
