namespace CodeStepHost.Testing.Running;

/// <summary>A clock that stands until it is moved. What waits, waits by the real one: limits on scripts hold in tests too.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>The same clock for waits that nobody waits for: they are over at once.</summary>
internal sealed class WaitlessClock(FixedClock clock) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
}

/// <summary>Gives the seed of a test's execution, and no jitter.</summary>
internal sealed class FixedChance(ulong seed) : Random
{
    public override long NextInt64() => unchecked((long)seed);

    public override double NextDouble() => 0;
}
