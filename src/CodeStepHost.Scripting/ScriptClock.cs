namespace CodeStepHost.Scripting;

/// <summary>The time as the host recorded it for this message, going on from there. Use it instead of <c>DateTime.Now</c>: a retry can then be followed, and in a test the clock stands.</summary>
/// <example><code>
/// var due = Clock.Today.AddDays(30);
/// var stamp = Clock.Now.UtcDateTime;
/// await Clock.Delay(TimeSpan.FromSeconds(2));
/// </code></example>
public sealed class ScriptClock
{
    private readonly Func<DateTimeOffset> _now;
    private readonly Func<TimeSpan, Task> _delay;

    internal ScriptClock(Func<DateTimeOffset> now, Func<TimeSpan, Task> delay)
    {
        _now = now;
        _delay = delay;
    }

    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset Now => _now();

    /// <summary>Today's date in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>Waits, within the step's time limit. In a test it moves the clock, and nobody waits. To try a message again later, rebound it instead.</summary>
    /// <param name="time">How long; nothing is waited for zero and below.</param>
    public Task Delay(TimeSpan time) => _delay(time);
}
