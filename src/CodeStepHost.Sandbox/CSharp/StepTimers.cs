using CodeStepHost.Sandbox.Running;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What one execution waits for by its clock: <c>Clock.Delay</c>. In a test the clock is moved instead.</summary>
internal sealed class StepTimers(Execution execution)
{
    private readonly PriorityQueue<TaskCompletionSource, (TimeSpan Due, int Order)> _waiting = new();
    private int _order;

    /// <summary>From any thread.</summary>
    public Task Delay(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            return Task.CompletedTask;
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
            _waiting.Enqueue(due, (Saturated(execution.Elapsed, time), _order++));
        execution.Interrupt();
        return due.Task;
    }

    /// <summary>How long until the next is due; null when nothing is waited for.</summary>
    public TimeSpan? Left
    {
        get
        {
            lock (_waiting)
                return _waiting.TryPeek(out _, out var next) ? next.Due - execution.Elapsed : null;
        }
    }

    /// <summary>Ends the wait that is due next.</summary>
    public void SettleNext()
    {
        TaskCompletionSource due;
        lock (_waiting)
            due = _waiting.Dequeue();
        due.SetResult();
    }

    private static TimeSpan Saturated(TimeSpan elapsed, TimeSpan time) => time > TimeSpan.MaxValue - elapsed ? TimeSpan.MaxValue : elapsed + time;
}
