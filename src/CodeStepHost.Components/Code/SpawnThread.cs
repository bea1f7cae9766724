using System.Collections.Concurrent;

namespace CodeStepHost.Components.Code;

/// <summary>
/// The one thread that starts script processes. A process that asks the kernel to end it with its parent is ended with the
/// parent's <i>thread</i>, so that thread has to live as long as the pool.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    // Written by whoever needs a process, read by the thread; unbounded, and bounded by the pool's number of processes.
    private readonly BlockingCollection<Action> _work = [];

    public SpawnThread() => new Thread(Run) { IsBackground = true, Name = "sandbox spawn" }.Start();

    /// <summary>Does the work on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
