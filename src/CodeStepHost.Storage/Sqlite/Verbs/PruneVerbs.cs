using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Drops what is older than its retention.</summary>
internal static class PruneVerbs
{
    /// <summary>How many rows one transaction drops of what there may be millions of, so that no message waits long behind it.</summary>
    public const int Chunk = 5000;

    /// <summary>Drops old and surplus errors, adds them to their flow's count, and drops the messages that no error names any more; and old retries in bulk.</summary>
    public static int Errors(WriteSession session, Retention retention, DateTimeOffset now)
    {
        var dropped = new Dictionary<long, int>();
        using (var row = session.Sql("prune/old-errors").Bind(now - retention.Errors).Bind(retention.ErrorsPerFlow).Query())
        {
            while (row.Read())
                dropped[row.Int64(0)] = dropped.GetValueOrDefault(row.Int64(0)) + 1;
        }

        foreach (var (step, count) in dropped)
            session.Sql("prune/count-dropped").Bind(count).Bind(step).Execute();
        if (dropped.Count > 0)
        {
            session.Sql("prune/keep-fates").Execute();
            session.Sql("prune/failures-without-errors").Execute();
        }

        session.Sql("prune/messages-of-bulk-retries").Bind(now - retention.Errors).Execute();
        session.Sql("prune/bulk-retries").Bind(now - retention.Errors).Execute();
        return dropped.Values.Sum();
    }

    public static int FormerSnapshots(WriteSession session, Retention retention) =>
        session.Sql("prune/former-snapshots").Bind(retention.SnapshotHistory).Execute();

    /// <param name="what"><c>executions</c>, <c>log-lines</c> or <c>intakes</c>.</param>
    public static int OldChunk(WriteSession session, string what, DateTimeOffset before) => what == "intakes"
        ? session.Sql("prune/intakes").Bind(before).Bind(Chunk).Execute()
        : session.Sql("prune/" + what).Bind(Chunk).Bind(before).Execute();
}
