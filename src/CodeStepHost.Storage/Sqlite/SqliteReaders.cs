using System.Collections.Concurrent;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite.Native;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>Connections that only read, kept for the next read. In write-ahead mode they wait for no writer.</summary>
internal sealed class SqliteReaders(SqliteStoreOptions options) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private volatile bool _closed;

    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    public T Read<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, this);
        SqliteDatabase? database = null;
        try
        {
            if (!_idle.TryTake(out database))
                database = SqliteOpening.OpenReader(options);
            using (cancellationToken.Register(static reader => ((SqliteDatabase)reader!).Interrupt(), database))
                return read(database);
        }
        catch (SqliteFailure) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteFailure failure) when (failure.IsOfTheStore)
        {
            throw new StoreUnavailableException(failure.Explain(options.Path), failure);
        }
        finally
        {
            GiveBack(database);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var database))
            database.Dispose();
    }

    private void GiveBack(SqliteDatabase? database)
    {
        if (database is null)
            return;
        if (_closed || _idle.Count >= Kept)
            database.Dispose();
        else
            _idle.Add(database);
    }
}
