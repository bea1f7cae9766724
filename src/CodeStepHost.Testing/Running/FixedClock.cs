namespace CodeStepHost.Testing.Running;

/// <summary>A clock that stands. What waits, waits by the real one: limits on scripts hold in tests too.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Gives the seed of a test's execution, and no jitter.</summary>
internal sealed class FixedChance(ulong seed) : Random
{
    public override long NextInt64() => unchecked((long)seed);

    public override double NextDouble() => 0;
}
