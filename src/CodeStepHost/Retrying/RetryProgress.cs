using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Retrying;

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

    public static RetryProgress Of(BulkRetryRow row) =>
        new(row.Messages, row.Messages - row.Left - row[BulkRetryFate.Refused], row[BulkRetryFate.Refused], row[BulkRetryFate.Done], row[BulkRetryFate.Failed], row[BulkRetryFate.Parked]);
}

/// <summary>How far a retry in bulk came.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Retried">Errors whose message is back in its queue.</param>
/// <param name="Refused">Errors that were not, with the reason.</param>
/// <param name="FailedAgain">Those of <paramref name="Retried"/> whose message failed again.</param>
/// <param name="IsTaken">Whether another process carries it on, so that it goes on.</param>
internal sealed record RetryReport(long Id, RetryProgress Progress, BulkRetryStop Stop, IReadOnlyList<long> Retried, IReadOnlyDictionary<long, string> Refused, IReadOnlyList<long> FailedAgain, bool IsTaken);
