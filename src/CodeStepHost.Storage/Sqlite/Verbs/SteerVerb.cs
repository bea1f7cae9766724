using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>What a person does with parked messages.</summary>
internal static class SteerVerb
{
    public static int Apply(WriteSession session, IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now) => keys.Sum(key => action switch
    {
        ReboundAction.Release => session.Sql("steer/release").Bind(now).Bind(key).Execute(),
        ReboundAction.Hold => session.Sql("steer/hold").Bind(key).Bind(now).Execute(),
        ReboundAction.Cancel => Cancel(session, key, now),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    });

    public static int Extend(WriteSession session, IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now) =>
        keys.Sum(key => session.Sql("steer/extend").Bind(extension.Attempts).Bind(extension.Later.Ticks / TimeSpan.TicksPerMicrosecond).Bind(key).Bind(now).Execute());

    private static int Cancel(WriteSession session, long key, DateTimeOffset now)
    {
        long step;
        string? reason;
        StepAddress address;
        using (var row = session.Sql("steer/parked").Bind(key).Bind(now).Query())
        {
            if (!row.Read())
                return 0;
            (step, reason, address) = (row.Int64(0), row.TextOrNull(1), new StepAddress(row.Text(2), row.Text(3)));
        }

        ErrorVerbs.Record(session, key, step, address, [new NewError(CancelledRebound.Error(reason), Handler: null)], now);
        return session.Sql("commit/remove").Bind(key).Execute();
    }
}
