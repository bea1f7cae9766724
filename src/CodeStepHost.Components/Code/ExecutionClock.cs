namespace CodeStepHost.Components.Code;

/// <summary>
/// The time that one execution after another has used. The timer is not set anew for each of them: it looks, when it is
/// due, how long the one at work has run, and waits for the rest. So a message costs one reading of the clock.
/// </summary>
internal sealed class ExecutionClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Action<TimeSpan> _onExceeded;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _startedAt;
    private long _pausedAt;
    private State _state;
    private bool _isTimerSet;

    /// <param name="onExceeded">Called once, with how long the execution has run.</param>
    public ExecutionClock(TimeProvider time, TimeSpan limit, Action<TimeSpan> onExceeded)
    {
        _time = time;
        _limit = limit;
        _onExceeded = onExceeded;
        _timer = time.CreateTimer(static clock => ((ExecutionClock)clock!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum State
    {
        Stopped,
        Running,
        Paused,
    }

    /// <summary>How long the execution at work has run, or had when it stopped or paused; in tenths of a second.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return Rounded(_time.GetElapsedTime(_startedAt, _state == State.Paused ? _pausedAt : _time.GetTimestamp()));
        }
    }

    /// <summary>An execution begins.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _startedAt = _time.GetTimestamp();
            _state = State.Running;
            SetTimer(_limit);
        }
    }

    /// <summary>None is at work.</summary>
    public void Stop()
    {
        lock (_gate)
            _state = State.Stopped;
    }

    /// <summary>The execution waits for the host.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_state != State.Running)
                return;
            _pausedAt = _time.GetTimestamp();
            _state = State.Paused;
        }
    }

    /// <summary>It waits no more; the time in between does not count.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_state != State.Paused)
                return;
            _startedAt += _time.GetTimestamp() - _pausedAt;
            _state = State.Running;
            SetTimer(_limit - _time.GetElapsedTime(_startedAt));
        }
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private void Look()
    {
        TimeSpan ran;
        lock (_gate)
        {
            _isTimerSet = false;
            if (_state != State.Running)
                return;
            ran = _time.GetElapsedTime(_startedAt);
            if (ran < _limit)
            {
                SetTimer(_limit - ran);
                return;
            }

            _state = State.Stopped;
        }

        _onExceeded(Rounded(ran));
    }

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromSeconds(Math.Round(time.TotalSeconds, 1));

    private void SetTimer(TimeSpan due)
    {
        if (_isTimerSet)
            return;
        _isTimerSet = true;

        // Timers count whole milliseconds: one more, lest it looks a moment too early again and again.
        var ticks = Math.Clamp(due.Ticks, 0, TimeSpan.TicksPerDay) + TimeSpan.TicksPerMillisecond;
        _timer.Change(TimeSpan.FromTicks(ticks), Timeout.InfiniteTimeSpan);
    }
}
