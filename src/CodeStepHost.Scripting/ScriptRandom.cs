namespace CodeStepHost.Scripting;

/// <summary>Random values that follow from the seed recorded with the message, so that a run can be repeated. Not for secrets.</summary>
public sealed class ScriptRandom
{
    private readonly Func<double> _next;
    private readonly Func<Guid> _nextGuid;

    internal ScriptRandom(Func<double> next, Func<Guid> nextGuid)
    {
        _next = next;
        _nextGuid = nextGuid;
    }

    /// <summary>From 0 (inclusive) to 1 (exclusive).</summary>
    public double NextDouble() => _next();

    /// <summary>From 0 (inclusive) to <paramref name="below"/> (exclusive).</summary>
    /// <param name="below">The bound, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="below"/> is not positive.</exception>
    public int Next(int below)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(below);
        return (int)(_next() * below);
    }

    /// <summary>From <paramref name="from"/> (inclusive) to <paramref name="below"/> (exclusive).</summary>
    /// <param name="from">The lowest value.</param>
    /// <param name="below">The bound, greater than <paramref name="from"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="below"/> is not greater.</exception>
    public int Next(int from, int below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(below, from);
        return (int)(from + (long)(_next() * ((long)below - from)));
    }

    /// <summary>A version 4 uuid.</summary>
    public Guid NewGuid() => _nextGuid();
}
