using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CodeStepHost.Sandbox.Running;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Runs everything of one execution on the one thread that runs scripts: what follows an <c>await</c> comes back here.</summary>
internal sealed class MessageLoop(Execution execution, StepHttp http, StepTimers timers) : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private int _asyncVoids;
    private bool _hadAsyncVoids;
    private volatile bool _closed;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_closed)
            return;
        _posted.Enqueue((d, state));
        execution.Interrupt();
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    // An async void method says so when it starts and ends; the execution waits for it as for any other work.
    public override void OperationStarted()
    {
        _hadAsyncVoids = true;
        Interlocked.Increment(ref _asyncVoids);
    }

    public override void OperationCompleted()
    {
        Interlocked.Decrement(ref _asyncVoids);
        execution.Interrupt();
    }

    /// <exception cref="TimeLimitReached">The time limit came first.</exception>
    public void RunUntil(Task work)
    {
        if (!work.IsCompleted)
            _ = work.ContinueWith(_ => execution.Interrupt(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!work.IsCompleted || (Volatile.Read(ref _asyncVoids) > 0 && !work.IsFaulted))
        {
            if (_posted.TryDequeue(out var next))
            {
                next.Callback(next.State);
                continue;
            }
            var toTimer = timers.Left;
            if (toTimer <= TimeSpan.Zero)
            {
                timers.SettleNext();
                continue;
            }
            var left = execution.TimeLeft;
            if (left <= TimeSpan.Zero)
                throw new TimeLimitReached();
            if (execution.Request.ClockStands && toTimer is { } skipped && http.Outstanding == 0)
            {
                // Answers come first, whatever time they really take; else nobody waits for a timer.
                execution.Skip(skipped < left ? skipped : left);
                continue;
            }
            var patience = !execution.Request.ClockStands && toTimer < left ? toTimer.Value : left;
            if (execution.WaitForAnswer(patience) is { } answer)
                http.Settle(answer);
        }
        RethrowFromAsyncVoids();
        if (work.Exception?.InnerException is { } thrown)
            ExceptionDispatchInfo.Throw(thrown);
        work.GetAwaiter().GetResult();
    }

    // What an async void method threw was posted here just before it said that it ended.
    private void RethrowFromAsyncVoids()
    {
        for (var left = _hadAsyncVoids ? _posted.Count : 0; left > 0 && _posted.TryDequeue(out var next); left--)
            next.Callback(next.State);
    }

    /// <summary>Forgets what was left behind; nothing of it runs any more on this thread.</summary>
    public void Close()
    {
        _closed = true;
        _posted.Clear();
    }
}

/// <summary>The execution used up its time while it waited.</summary>
internal sealed class TimeLimitReached : Exception;
