namespace CodeStepHost.Scripting;

/// <summary>The time as the host recorded it for this message, going on from there. Prefer it to <c>DateTime.Now</c>: a retry can then be followed.</summary>
/// <example><code>
/// var due = Clock.Today.AddDays(30);
/// </code></example>
public sealed class ScriptClock
{
    private readonly Func<DateTimeOffset> _now;

    internal ScriptClock(Func<DateTimeOffset> now) => _now = now;

    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset Now => _now();

    /// <summary>Today's date in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);
}
