using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Steps whose messages wait because of what their scripts did.</summary>
internal static class QuarantineVerbs
{
    public static void Add(WriteSession session, Quarantine quarantine) =>
        session.Sql("quarantines/add")
            .Bind(session.Step(quarantine.Address))
            .Bind(quarantine.FlowVersion)
            .Bind(quarantine.Code)
            .Bind(quarantine.Reason)
            .Bind(quarantine.Kills)
            .Bind(quarantine.At)
            .Bind(quarantine.MessageId)
            .Bind(quarantine.Probe?.Every.Ticks / TimeSpan.TicksPerMicrosecond)
            .Bind(quarantine.Probe is { } probe ? Moments.Store(probe.NextAt) : null)
            .Execute();

    public static void EndHold(WriteSession session, long step, int version)
    {
        if (session.Sql("quarantines/end-hold").Bind(step).Bind(version).Execute() > 0)
            session.Sql("quarantines/let-version-go").Bind(step).Bind(version).Execute();
    }

    /// <summary>The versions of a step that are in quarantine or on hold.</summary>
    public static IReadOnlyList<(int Version, ProbeSchedule? Probe)> Versions(WriteSession session, long step)
    {
        List<(int, ProbeSchedule?)>? versions = null;
        using var row = session.Sql("quarantines/versions").Bind(step).Query();
        while (row.Read())
            (versions ??= []).Add((row.Int32(0), Probe(row, 1)));
        return (IReadOnlyList<(int, ProbeSchedule?)>?)versions ?? [];
    }

    public static IReadOnlyList<Quarantine> Release(WriteSession session, StepAddress address)
    {
        if (session.FindStep(address) is not { } step)
            return [];
        var lifted = new List<Quarantine>();
        using (var row = session.Sql("quarantines/of-step").Bind(step).Query())
        {
            while (row.Read())
                lifted.Add(Read(row));
        }

        if (lifted.Count == 0)
            return [];
        session.Sql("quarantines/lift").Bind(step).Execute();
        session.Sql("quarantines/let-go").Bind(step).Execute();
        return lifted;
    }

    /// <summary>A new version of a flow lifts all quarantines of its steps; what waited in them moves to it.</summary>
    public static (int Lifted, int Moved) LiftAll(WriteSession session, string flow, int version)
    {
        var moved = session.Sql("quarantines/move").Bind(version).Bind(flow).Execute();
        session.Sql("quarantines/let-all-go").Bind(flow).Execute();
        return (session.Sql("quarantines/lift-all").Bind(flow).Execute(), moved);
    }

    public static Quarantine Read(Native.SqliteRows row) =>
        new(new StepAddress(row.Text(0), row.Text(1)), row.Int32(2), row.Text(3), row.Text(4), row.Int32(5), row.Moment(6), row.Text(7)) { Probe = Probe(row, 8) };

    private static ProbeSchedule? Probe(Native.SqliteRows row, int column) =>
        row.Int64OrNull(column) is { } every ? new ProbeSchedule(TimeSpan.FromTicks(every * TimeSpan.TicksPerMicrosecond), row.Moment(column + 1)) : null;
}
