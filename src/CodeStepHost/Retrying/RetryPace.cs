using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Retrying;

/// <summary>How fast messages are retried in bulk, and when to stop.</summary>
/// <param name="PerSecond">Messages a second; null: as fast as it goes.</param>
/// <param name="Canary">So many go first, and the others only when these have ended well; 0: none.</param>
/// <param name="StopAt">The share, 0 to 1, of those that have ended that may fail again; null: any.</param>
/// <param name="Waits">Whether to wait until all have ended, even if nothing else asks for it.</param>
internal sealed record RetryPace(double? PerSecond, int Canary, double? StopAt, bool Waits)
{
    /// <summary>The first few say little: a share is judged from so many on that have ended.</summary>
    public const int FewestJudged = 10;

    /// <summary>Whether what becomes of the messages matters, which takes a host that runs them.</summary>
    public bool Watches => Canary > 0 || StopAt is not null || Waits;

    public static RetryPace Of(BulkRetryOrder order, bool waits) => new(order.PerSecond, order.Canary, order.StopAt, waits);

    /// <summary>Whether too many of those that have ended failed again.</summary>
    public bool IsOver(int failed, int ended) => ended > 0 && failed > (StopAt ?? 0) * ended;
}
