namespace CodeStepHost.Flows.Definitions;

/// <summary>
/// When a rebounded message comes back: the n-th rebound waits <c>first × factor^(n-1)</c>, up to <c>limit</c> rebounds;
/// one more rejects the message with <c>Rebound limit exceeded</c>.
/// </summary>
/// <param name="First">The first wait; more than zero.</param>
/// <param name="Factor">What each wait is multiplied by; 1 to 10.</param>
/// <param name="Limit">How many rebounds a message may have; 0 to 1000.</param>
/// <param name="Jitter">The largest share of a wait that is added at random, 0 to 1, so that parked messages do not all come back at once.</param>
public sealed record ReboundPolicy(TimeSpan First, double Factor, int Limit, double Jitter = 0)
{
    /// <summary>One minute first, half as long again each time, ten times: 1m, 1m30, 2m15 … 38m, 113 minutes in all.</summary>
    public static ReboundPolicy Default { get; } = new(TimeSpan.FromMinutes(1), 1.5, 10);

    /// <summary>The policy with more rebounds, which a person has granted.</summary>
    public ReboundPolicy With(int granted) => granted == 0 ? this : this with { Limit = Limit + granted };

    /// <summary>How long the rebound of this number (from 1) waits.</summary>
    /// <param name="number">1 for the first.</param>
    /// <param name="jitter">A random number from 0 up to, and not with, 1.</param>
    public TimeSpan Wait(int number, double jitter = 0)
    {
        var seconds = First.TotalSeconds * Math.Pow(Factor, number - 1) * (1 + (Jitter * jitter));
        return seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
    }

    /// <summary>All waits, first to last, without jitter.</summary>
    public IEnumerable<TimeSpan> Schedule() => Enumerable.Range(1, Limit).Select(number => Wait(number));

    /// <summary>What any wait is cut to, so that a large factor cannot leave the calendar: 100 years.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(36525);
}
