using System.Buffers;
using System.Text;
using SQLitePCL;

namespace CodeStepHost.Storage.Sqlite.Native;

/// <summary>A prepared statement. Parameters are bound in the order in which the statement first names them.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    /// <summary><c>SQLITE_PREPARE_PERSISTENT</c>: the statement is kept and used many times.</summary>
    public const uint Persistent = 1;

    private readonly int _parameters = raw.sqlite3_bind_parameter_count(handle);
    private int _bound;

    internal SqliteDatabase Database => database;

    internal sqlite3_stmt Handle => handle;

    public SqliteStatement Start()
    {
        _bound = 0;
        return this;
    }

    public SqliteStatement Bind(long value) => Bound(raw.sqlite3_bind_int64(handle, ++_bound, value));

    public SqliteStatement Bind(long? value) => value is { } some ? Bind(some) : BindNull();

    public SqliteStatement Bind(DateTimeOffset value) => Bind(Moments.Store(value));

    public SqliteStatement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (value.Length == 0)
            return Bound(raw.sqlite3_bind_text(handle, ++_bound, value));

        // The bytes are copied by SQLite, so the buffer is free again at once; a string's own characters may hold a zero.
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        Span<byte> buffer = most <= 512 ? stackalloc byte[512] : (rented = ArrayPool<byte>.Shared.Rent(most));
        var length = Encoding.UTF8.GetBytes(value, buffer);
        var result = raw.sqlite3_bind_text(handle, ++_bound, buffer[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return Bound(result);
    }

    public SqliteStatement Bind(ReadOnlyMemory<byte> value) =>
        Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_bound, 0) : raw.sqlite3_bind_blob(handle, ++_bound, value.Span));

    public SqliteStatement Bind(ReadOnlyMemory<byte>? value) => value is { } some ? Bind(some) : BindNull();

    public SqliteStatement BindNull() => Bound(raw.sqlite3_bind_null(handle, ++_bound));

    /// <summary>Runs the statement to its end.</summary>
    /// <returns>How many rows it inserted, updated or deleted.</returns>
    public int Execute()
    {
        CheckBound();
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_DONE)
        {
            var changes = raw.sqlite3_changes(database.Handle);
            raw.sqlite3_reset(handle);
            return changes;
        }

        ThrowAfterReset(result);
        return 0;
    }

    /// <summary>Runs the statement for its rows. The rows must be disposed before the statement is used again.</summary>
    public SqliteRows Query()
    {
        CheckBound();
        return new SqliteRows(this);
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Ends a statement that failed, and says why: resetting first would forget it.</summary>
    internal void ThrowAfterReset(int result)
    {
        try
        {
            database.Check(result == raw.SQLITE_ROW ? raw.SQLITE_MISUSE : result);
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    private SqliteStatement Bound(int result)
    {
        if (result != raw.SQLITE_OK)
            database.Check(result);
        return this;
    }

    // A parameter that was not bound would keep the value of the statement's former use.
    private void CheckBound()
    {
        if (_bound != _parameters)
            throw new InvalidOperationException($"The statement has {_parameters} parameters and {_bound} were bound.");
    }
}

/// <summary>The rows of a running query; disposing ends it.</summary>
internal readonly ref struct SqliteRows(SqliteStatement statement)
{
    public bool Read()
    {
        var result = raw.sqlite3_step(statement.Handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            statement.ThrowAfterReset(result);
        return false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement.Handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement.Handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement.Handle, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public DateTimeOffset Moment(int column) => Moments.Read(Int64(column));

    public DateTimeOffset? MomentOrNull(int column) => Moments.Read(Int64OrNull(column));

    // Read as bytes: the text's own call stops at a zero character.
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement.Handle, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlyMemory<byte> Bytes(int column) => raw.sqlite3_column_blob(statement.Handle, column).ToArray();

    public ReadOnlyMemory<byte>? BytesOrNull(int column) => IsNull(column) ? default(ReadOnlyMemory<byte>?) : Bytes(column);

    public void Dispose() => raw.sqlite3_reset(statement.Handle);
}
