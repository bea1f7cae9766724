using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>A step's snapshot, its history, and its credential.</summary>
internal static class SnapshotVerbs
{
    /// <summary>Whether the version that somebody saw is still the step's; 0 stands for none, also after a reset.</summary>
    public static bool IsSeen(WriteSession session, long step, int seen)
    {
        var (version, isNone) = Current(session, step);
        return seen == version || (seen == 0 && isNone);
    }

    public static void Set(WriteSession session, long step, ReadOnlyMemory<byte>? value, DateTimeOffset now, string by)
    {
        session.Sql("snapshots/keep-former").Bind(step).Execute();
        session.Sql("snapshots/set").Bind(step).Bind(value).Bind(now).Bind(by).Execute();
    }

    public static SnapshotWriteResult Write(WriteSession session, SnapshotWrite write, DateTimeOffset now)
    {
        var step = session.Step(write.Address);
        if (write.Expected is { } expected && !IsSeen(session, step, expected))
            return new SnapshotWriteResult(Written: false, Current(session, step).Version);

        // A reset of what is already none makes no version.
        if (write.Value is not null || !Current(session, step).IsNone)
            Set(session, step, write.Value, now, write.By);
        return new SnapshotWriteResult(Written: true, Current(session, step).Version);
    }

    public static void LayOverCredential(WriteSession session, long step, ReadOnlyMemory<byte> values)
    {
        ReadOnlyMemory<byte> stored = default;
        using (var row = session.Sql("snapshots/credential").Bind(step).Query())
        {
            if (row.Read())
                stored = row.Bytes(0);
        }

        session.Sql("snapshots/set-credential").Bind(step).Bind(StoredKeys.LayOver(stored, values)).Execute();
    }

    private static (int Version, bool IsNone) Current(WriteSession session, long step)
    {
        using var row = session.Sql("snapshots/version").Bind(step).Query();
        return row.Read() ? (row.Int32(0), row.Int32(1) != 0) : (0, true);
    }
}
