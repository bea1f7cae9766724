using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Sqlite.Verbs;

/// <summary>
/// What became of one execution, in one piece:
/// 1. the lease and the snapshot are checked before anything is written;
/// 2. what was emitted is published: staged messages first, then the others;
/// 3. the step's snapshot and credential, and the error that it handled;
/// 4. its errors, each with the message for its handler;
/// 5. the record of the execution;
/// 6. the message itself: removed, parked, or back to its queue; and its step into quarantine or on hold, or out of a hold, if it has to.
/// </summary>
internal static class CommitVerb
{
    public static CommitResult Apply(WriteSession session, StepCommit commit, CommitContents contents)
    {
        var key = commit.Claim.Key;

        // 1.
        if (FindLease(session, commit.Claim) is not { } lease)
            return CommitResult.LeaseLost;
        if (contents.SnapshotSeen is { } seen && !SnapshotVerbs.IsSeen(session, lease.Step, seen))
            return CommitResult.SnapshotChanged;

        // 2.
        StagedVerbs.Publish(session, commit.Claim, contents.PublishStaged, commit.Now);
        if (lease.HasStaged)
            StagedVerbs.Drop(session, key);
        foreach (var message in contents.Messages)
            QueueVerbs.AddReady(session, message, commit.Now);

        // 3.
        if (contents.Snapshot is { } snapshot)
            SnapshotVerbs.Set(session, lease.Step, snapshot, commit.Now, commit.Claimed.Message.Id);
        if (contents.Keys is { } keys)
            SnapshotVerbs.LayOverCredential(session, lease.Step, keys);
        if (contents.ClosesHandledError && lease.HandlesError is { } handled)
            session.Sql("errors/close").Bind(commit.Now).Bind(handled).Execute();

        // 4.
        if (contents.Errors.Count > 0)
            ErrorVerbs.Record(session, key, lease.Step, commit.Claimed.Message.Address, contents.Errors, commit.Now, commit.Recording);

        // 5.
        AddExecution(session, lease.Step, commit);

        // 6.
        if (commit.EndsHold)
            QuarantineVerbs.EndHold(session, lease.Step, commit.Claimed.Message.FlowVersion);
        if (commit.Quarantine is { } quarantine)
            QuarantineVerbs.Add(session, quarantine);
        Settle(session, lease.Step, commit);
        return CommitResult.Committed;
    }

    private static (long Step, long? HandlesError, bool HasStaged)? FindLease(WriteSession session, ClaimToken claim)
    {
        using var row = session.Sql("commit/lease").Bind(claim.Key).Bind(claim.Generation).Query();
        return row.Read() ? (row.Int64(0), row.Int64OrNull(1), row.Int32(2) != 0) : null;
    }

    private static void AddExecution(WriteSession session, long step, StepCommit commit)
    {
        var (claimed, execution) = (commit.Claimed, commit.Execution);
        session.Sql("commit/execution")
            .Bind(step)
            .Bind(claimed.Message.FlowVersion)
            .Bind(claimed.Attempt)
            .Bind(execution.StartedAt)
            .Bind(execution.Duration.Ticks / TimeSpan.TicksPerMicrosecond)
            .Bind(unchecked((long)execution.Seed))
            .Bind(execution.Emitted)
            .Bind(execution.Outcome)
            .Bind(claimed.Message.Id)
            .Bind(claimed.Message.Run)
            .Bind(claimed.Message.Thread)
            .Execute();
    }

    private static void Settle(WriteSession session, long step, StepCommit commit)
    {
        var key = commit.Claim.Key;
        switch (commit.Disposition)
        {
            case Disposition.Acknowledge:
                session.Sql("commit/remove").Bind(key).Execute();
                session.Count(step, Totals.OneDone);
                break;
            case Disposition.Fail:
                session.Sql("commit/remove").Bind(key).Execute();
                session.Count(step, Totals.OneFailed);
                break;
            case Disposition.ReboundAt rebound:
                session.Sql("commit/park").Bind(rebound.At).Bind(rebound.Number).Bind(rebound.Reason).Bind(commit.Now).Bind(key).Execute();
                session.Count(step, Totals.OneRebounded);
                break;
            case Disposition.ReturnUncounted:
                session.Sql("commit/return").Bind(key).Execute();
                break;
            default:
                throw new ArgumentException($"Unknown disposition {commit.Disposition.GetType().Name}.", nameof(commit));
        }
    }
}
