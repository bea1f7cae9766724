using System.Collections.Concurrent;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>A thread that lives as long as it is needed, and does one thing after another.</summary>
internal sealed class LastingThread
{
    private readonly BlockingCollection<Action> _work = [];

    public LastingThread() => new Thread(() =>
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }) { IsBackground = true }.Start();

    public T Do<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }
}
