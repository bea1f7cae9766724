using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>Deployed flows and their life.</summary>
internal static class FlowVerbs
{
    public static DeployResult Deploy(WriteSession session, FlowPackage package, string hash, ReadOnlyMemory<byte> files, bool moveQueued, DateTimeOffset now)
    {
        var current = Current(session, package.Name);
        if (current is { } same && same.Hash == hash)
            return new DeployResult(same.Version, Changed: false, Moved: 0);

        var version = (current?.Version ?? 0) + 1;
        if (current is null)
            session.Sql("flows/add").Bind(package.Name).Bind(version).Bind(now).Execute();
        else
            session.Sql("flows/use-version").Bind(version).Bind(now).Bind(package.Name).Execute();
        session.Sql("flows/add-version").Bind(package.Name).Bind(version).Bind(hash).Bind(files).Bind(now).Execute();
        var (released, moved) = QuarantineVerbs.LiftAll(session, package.Name, version);
        if (moveQueued)
            moved = session.Sql("flows/move-queued").Bind(version).Bind(package.Name).Execute();
        return new DeployResult(version, Changed: true, moved, released);
    }

    public static bool SetState(WriteSession session, string flow, FlowState state) =>
        session.Sql("flows/set-state").Bind((long)state).Bind(flow).Execute() > 0;

    private static (int Version, string Hash)? Current(WriteSession session, string flow)
    {
        using var row = session.Sql("flows/current").Bind(flow).Query();
        return row.Read() ? (row.Int32(0), row.Text(1)) : null;
    }
}
