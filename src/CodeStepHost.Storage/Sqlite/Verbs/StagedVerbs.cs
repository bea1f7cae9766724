using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>
/// What becomes of the messages that an execution has staged. They may be millions, and SQLite keeps in memory each page as it was before the statement
/// that changes it, so one statement changes a part of them; they remain one transaction.
/// </summary>
internal static class StagedVerbs
{
    private const int AtOnce = 10_000;

    /// <summary>Makes the oldest of them ready.</summary>
    public static void Publish(WriteSession session, ClaimToken claim, int count, DateTimeOffset now)
    {
        for (var left = count; left > 0; left -= AtOnce)
            session.Sql("commit/publish-staged").Bind(now).Bind(claim.Key).Bind(claim.Generation).Bind(Math.Min(left, AtOnce)).Execute();
    }

    /// <summary>Forgets those that are left.</summary>
    public static void Drop(WriteSession session, long key)
    {
        while (session.Sql("commit/drop-staged").Bind(key).Bind(AtOnce).Execute() == AtOnce)
        {
        }
    }
}
