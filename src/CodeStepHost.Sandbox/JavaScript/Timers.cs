using Jint.Native;
using Jint.Native.Function;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The timers of one execution, ordered by due time, then by creation. Nothing runs by itself: the run asks for the next one.</summary>
internal sealed class Timers
{
    private readonly PriorityQueue<(Timer Timer, int Start), (TimeSpan Due, int Number)> _queue = new();
    private readonly Dictionary<int, Timer> _alive = [];
    private int _lastNumber;

    internal sealed class Timer(int number, Function callback, JsValue[] arguments, TimeSpan interval, bool repeats)
    {
        public int Number => number;

        public Function Callback => callback;

        public JsValue[] Arguments => arguments;

        public TimeSpan Interval => interval;

        public bool Repeats => repeats;

        /// <summary>Whether an execution waits for it: <c>unref</c> says that it does not.</summary>
        public bool Kept { get; set; } = true;

        /// <summary>How often it was set up; what was queued earlier is void.</summary>
        public int Starts { get; set; }
    }

    /// <summary>Whether a timer that fires once is outstanding: an execution waits for these, but not for intervals.</summary>
    public bool HasTimeouts => _alive.Count > 0 && _alive.Values.Any(timer => timer is { Kept: true, Repeats: false });

    /// <summary>Whether any timer is outstanding that an execution may wait for.</summary>
    public bool Any => _alive.Count > 0 && _alive.Values.Any(timer => timer.Kept);

    public int Add(Function callback, JsValue[] arguments, TimeSpan delay, bool repeats, TimeSpan now)
    {
        var interval = repeats && delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : delay;
        var timer = new Timer(++_lastNumber, callback, arguments, interval, repeats);
        _alive.Add(timer.Number, timer);
        Start(timer, now);
        return timer.Number;
    }

    public void Cancel(int number) => _alive.Remove(number);

    public bool IsKept(int number) => _alive.TryGetValue(number, out var timer) && timer.Kept;

    public void Keep(int number, bool keep)
    {
        if (_alive.TryGetValue(number, out var timer))
            timer.Kept = keep;
    }

    /// <summary>Lets a timer's time begin anew.</summary>
    public void Refresh(int number, TimeSpan now)
    {
        if (_alive.TryGetValue(number, out var timer))
            Start(timer, now);
    }

    /// <summary>How long until the next timer is due, zero when it is already; null without timers.</summary>
    public TimeSpan? Wait(TimeSpan now)
    {
        while (_queue.TryPeek(out var entry, out var due))
        {
            if (_alive.ContainsKey(entry.Timer.Number) && entry.Start == entry.Timer.Starts)
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
        var timer = _queue.Dequeue().Timer;
        if (timer.Repeats)
            Start(timer, now);
        else
            _alive.Remove(timer.Number);
        return timer;
    }

    public void Clear()
    {
        _queue.Clear();
        _alive.Clear();
        _lastNumber = 0;
    }

    private void Start(Timer timer, TimeSpan now) => _queue.Enqueue((timer, ++timer.Starts), (now + timer.Interval, timer.Number));
}
