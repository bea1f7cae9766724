namespace CodeStepHost.Cli.Retrying;

/// <summary>How far a retry in bulk is.</summary>
/// <param name="Messages">How many there are in all.</param>
/// <param name="Retried">Back in their queues.</param>
/// <param name="Refused">Left as they were, each with its reason.</param>
/// <param name="Done">Of those retried: passed their step.</param>
/// <param name="Failed">Failed again.</param>
/// <param name="Parked">Rebounded, and parked.</param>
internal sealed record RetryProgress(int Messages, int Retried, int Refused, int Done, int Failed, int Parked)
{
    /// <summary>Of those retried: wait or run.</summary>
    public int AtWork => Retried - Done - Failed - Parked;

    /// <summary>Not asked for yet.</summary>
    public int Left => Messages - Retried - Refused;
}

/// <summary>Why a retry in bulk ended before its end.</summary>
internal enum RetryStop
{
    None = 0,

    /// <summary>Too many of the first failed again.</summary>
    Canary = 1,

    /// <summary>Too many failed again.</summary>
    Failures = 2,

    /// <summary>A person interrupted it.</summary>
    Interrupted = 3,

    /// <summary>A flow is not active any more.</summary>
    FlowNotActive = 4,
}

/// <param name="Retried">Errors whose message is back in its queue.</param>
/// <param name="Refused">Errors that were not, with the reason.</param>
/// <param name="FailedAgain">Those of <paramref name="Retried"/> whose message failed again.</param>
internal sealed record RetryReport(RetryProgress Progress, RetryStop Stop, IReadOnlyList<long> Retried, IReadOnlyDictionary<long, string> Refused, IReadOnlyList<long> FailedAgain);
