using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite.Native;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes everything that waits at a moment, in the order of the calls, into one transaction: one flush
/// to disk for all of it. While the disk flushes, the next group gathers, so the more there is to do, the larger the groups.
/// </summary>
/// <remarks>
/// Callers write the queue, this thread reads it; it has no bound of its own, because every caller waits for its own operation.
/// The thread owns its connection from the start to the end.
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MostOperations = 512;
    private const long MostBytes = 8 << 20;

    private readonly SqliteDatabase _database;
    private readonly WriteSession _session;
    private readonly string _path;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private bool _closing;
    private Durability _durability = Durability.Flushed;

    public SqliteWriter(SqliteDatabase database, SqliteStoreOptions options)
    {
        _database = database;
        _session = new WriteSession(database, options);
        _path = options.Path;
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    /// <summary>Hands over work; the task ends when it is on disk.</summary>
    /// <param name="apply">The work. It may run more than once, each time on the state before, and must change nothing but the database.</param>
    public Task<T> DoAsync<T>(Func<WriteSession, T> apply, long bytes, CancellationToken cancellationToken, Durability durability = Durability.Flushed)
    {
        var operation = new WriteOperation<T>(apply, bytes, durability, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _waiting.Enqueue(operation);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }

        return operation.Task;
    }

    /// <summary>Writes what still waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
    }

    private void Run()
    {
        var group = new List<WriteOperation>();
        while (Take(group))
        {
            Write(group);
            group.Clear();
        }

        _database.Dispose();
        _ended.SetResult();
    }

    private bool Take(List<WriteOperation> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing)
                Monitor.Wait(_gate);
            for (long bytes = 0; group.Count < MostOperations && bytes < MostBytes && _waiting.TryDequeue(out var operation); bytes += operation.Bytes)
                group.Add(operation);
        }

        return group.Count > 0;
    }

    private void Write(List<WriteOperation> group)
    {
        foreach (var cancelled in group.Where(operation => operation.IsCancelled))
            cancelled.Cancel();
        group.RemoveAll(operation => operation.IsCancelled);

        // An operation that cannot be done is taken out, and the others are done again without it: rare, and nothing is ever half done.
        while (group.Count > 0 && WriteOrFindCulprit(group) is { } culprit)
            group.Remove(culprit);
    }

    /// <returns>The operation that must be taken out for the others to be written; null when all have their answer.</returns>
    private WriteOperation? WriteOrFindCulprit(List<WriteOperation> group)
    {
        WriteOperation? current = null;
        try
        {
            SetDurability(group);
            _database.Statement("transaction/begin").Execute();
            foreach (var operation in group)
            {
                current = operation;
                operation.Apply(_session);
            }

            current = null;
            _session.Flush();
            _database.Statement("transaction/commit").Execute();
        }
        catch (Exception exception)
        {
            RollBack();
            if (current is not null && exception is not SqliteFailure { IsOfTheStore: true })
            {
                current.Fail(exception);
                return current;
            }

            foreach (var operation in group)
                operation.Fail(exception is SqliteFailure failure ? new StoreUnavailableException(failure.Explain(_path), failure) : exception);
            return null;
        }

        foreach (var operation in group)
            operation.Complete();
        return null;
    }

    private void SetDurability(List<WriteOperation> group)
    {
        var needed = group.Exists(operation => operation.Durability == Durability.Flushed) ? Durability.Flushed : Durability.FlushedLater;
        if (needed == _durability)
            return;
        _database.Execute(needed == Durability.Flushed ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durability = needed;
    }

    private void RollBack()
    {
        _session.Forget();
        try
        {
            // SQLite has rolled back by itself after some failures.
            if (_database.IsInTransaction)
                _database.Execute("ROLLBACK");
        }
        catch (SqliteFailure)
        {
            // The next BEGIN says what is wrong.
        }
    }
}
