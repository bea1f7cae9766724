using Jint.Native;
using Jint.Native.Function;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The timers of one execution, ordered by due time, then by creation. Nothing runs by itself: the run asks for the next one.</summary>
internal sealed class Timers
{
    private readonly PriorityQueue<Timer, (TimeSpan Due, int Number)> _queue = new();
    private readonly Dictionary<int, Timer> _alive = [];
    private int _lastNumber;
    private int _timeouts;

    internal sealed record Timer(int Number, Function Callback, JsValue[] Arguments, TimeSpan Interval, bool Repeats)
    {
        public bool Cancelled { get; set; }
    }

    /// <summary>Whether a timer that fires once is outstanding: an execution waits for these, but not for intervals.</summary>
    public bool HasTimeouts => _timeouts > 0;

    public bool Any => _alive.Count > 0;

    public int Add(Function callback, JsValue[] arguments, TimeSpan delay, bool repeats, TimeSpan now)
    {
        var interval = repeats && delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : delay;
        var timer = new Timer(++_lastNumber, callback, arguments, interval, repeats);
        _alive.Add(timer.Number, timer);
        _timeouts += repeats ? 0 : 1;
        _queue.Enqueue(timer, (now + interval, timer.Number));
        return timer.Number;
    }

    public void Cancel(int number)
    {
        if (!_alive.Remove(number, out var timer))
            return;
        timer.Cancelled = true;
        _timeouts -= timer.Repeats ? 0 : 1;
    }

    /// <summary>How long until the next timer is due, zero when it is already; null without timers.</summary>
    public TimeSpan? Wait(TimeSpan now)
    {
        while (_queue.TryPeek(out var timer, out var due))
        {
            if (!timer.Cancelled)
                return due.Due > now ? due.Due - now : TimeSpan.Zero;
            _queue.Dequeue();
        }
        return null;
    }

    /// <summary>Takes the next timer that is due; an interval is set up anew.</summary>
    public Timer? TakeDue(TimeSpan now)
    {
        if (Wait(now) != TimeSpan.Zero)
            return null;
        var timer = _queue.Dequeue();
        if (timer.Repeats)
        {
            _queue.Enqueue(timer, (now + timer.Interval, timer.Number));
        }
        else
        {
            _alive.Remove(timer.Number);
            _timeouts--;
        }
        return timer;
    }

    public void Clear()
    {
        _queue.Clear();
        _alive.Clear();
        _timeouts = 0;
    }
}
