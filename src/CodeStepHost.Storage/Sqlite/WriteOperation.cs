namespace CodeStepHost.Storage.Sqlite;

/// <summary>Whether a verb must survive a loss of power before its caller goes on.</summary>
internal enum Durability
{
    /// <summary>It is flushed to disk.</summary>
    Flushed = 0,

    /// <summary>
    /// It is flushed with the next verb that must be: a lease, or what only a later commit makes count. A loss of power ends
    /// every worker that could hold the lease, and the message is where it was; a killed process loses nothing either way.
    /// </summary>
    FlushedLater = 1,
}

/// <summary>One verb waiting for the writer.</summary>
/// <param name="bytes">Roughly what it writes, so that a group does not grow too large.</param>
/// <param name="cancellationToken">Counts only until the writer takes the operation.</param>
internal abstract class WriteOperation(long bytes, Durability durability, CancellationToken cancellationToken)
{
    public long Bytes => bytes;

    public Durability Durability => durability;

    protected CancellationToken Token => cancellationToken;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Does the work inside the writer's transaction. Runs again, on the state before, when another operation of its group failed.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>Tells the caller that the work is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

internal sealed class WriteOperation<T>(Func<WriteSession, T> apply, long bytes, Durability durability, CancellationToken cancellationToken) : WriteOperation(bytes, durability, cancellationToken)
{
    // The callers go on elsewhere: the writer's thread is for writing.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override void Apply(WriteSession session) => _result = apply(session);

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception exception) => _done.SetException(exception);

    public override void Cancel() => _done.SetCanceled(Token);
}
