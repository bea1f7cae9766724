namespace CodeStepHost.Storage.Sqlite;

/// <summary>One verb waiting for the writer.</summary>
/// <param name="bytes">Roughly what it writes, so that a group does not grow too large.</param>
/// <param name="cancellationToken">Counts only until the writer takes the operation.</param>
internal abstract class WriteOperation(long bytes, CancellationToken cancellationToken)
{
    public long Bytes => bytes;

    protected CancellationToken Token => cancellationToken;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Does the work inside the writer's transaction. Runs again, on the state before, when another operation of its group failed.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>Tells the caller that the work is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

internal sealed class WriteOperation<T>(Func<WriteSession, T> apply, long bytes, CancellationToken cancellationToken) : WriteOperation(bytes, cancellationToken)
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
