using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Flows.Stores;

/// <content>What becomes of one execution.</content>
public sealed partial class InMemoryFlowStore
{
    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(StepCommit commit)
    {
        var contents = CommitContents.Of(commit);
        return Do(() =>
        {
            // Both refusals come before anything is changed.
            if (FindLeased(commit.Claim) is not { } row)
                return CommitResult.LeaseLost;
            if (contents.SnapshotSeen is { } seen && !IsSeen(row.Message.Address, seen))
                return CommitResult.SnapshotChanged;

            Publish(row, contents, commit.Now);
            if (contents.Snapshot is { } snapshot)
                SetSnapshot(row.Message.Address, snapshot.ToArray(), commit.Now, row.Message.Id);
            if (contents.Keys is { } keys)
                Step(row.Message.Address).Keys = StoredKeys.LayOver(Step(row.Message.Address).Keys, keys);
            if (contents.ClosesHandledError && row.Message.HandlesError is { } handled)
                Close(Errors.Where(error => error.Id == handled), ErrorState.Handled, commit.Now);
            Record(row, contents.Errors, commit.Now, commit.Recording);
            Executions.Add(new ExecutionRow(row.Message.Address, row.Version, row.Message.Id, row.Message.Run, row.Message.Thread, row.Attempt, commit.Execution));
            if (commit.EndsHold)
                Lift(quarantine => quarantine.IsHold && quarantine.Address == row.Message.Address && quarantine.FlowVersion == row.Version);
            if (commit.Quarantine is { } quarantine)
                Withhold(quarantine);
            Settle(row, commit.Disposition, commit.Now);
            return CommitResult.Committed;
        }, CancellationToken.None);
    }

    private void Withhold(Quarantine quarantine)
    {
        var key = (quarantine.Address.Flow, quarantine.Address.Step, quarantine.FlowVersion);
        if (!Quarantines.TryAdd(key, quarantine) && Quarantines[key].IsHold && !quarantine.IsHold)
            Quarantines[key] = quarantine;
    }

    private void Publish(InMemoryMessage row, CommitContents contents, DateTimeOffset now)
    {
        var staged = Messages.Where(message => message.State == InMemoryMessageState.Staged && message.StagedFor == new ClaimToken(row.Key, row.Generation));
        foreach (var message in staged.OrderBy(message => message.Key).Take(contents.PublishStaged).ToList())
        {
            message.State = InMemoryMessageState.Ready;
            message.DueAt = now;
            message.EnqueuedAt = now;
        }

        DropStaged(row.Key);
        AddReady(contents.Messages, now);
    }

    private void Record(InMemoryMessage row, IReadOnlyList<NewError> errors, DateTimeOffset now, ReadOnlyMemory<byte>? recording = null)
    {
        var message = row.Current;
        var failure = new InMemoryFailure(message, message.Content.Length <= keepContentUpTo ? message.Content : default(ReadOnlyMemory<byte>?), row.Attempt, row.RetryOf) { Recording = recording?.ToArray() };
        foreach (var (error, handler) in errors)
        {
            var id = ++_lastErrorId;
            Errors.Add(new InMemoryError(id, failure, error, now, ErrorFingerprint.Of(message.Address, error)));
            if (handler is not null)
                AddReady([handler with { HandlesError = id }], now);
        }
    }

    private void Settle(InMemoryMessage row, Disposition disposition, DateTimeOffset now)
    {
        var step = Step(row.Message.Address);
        switch (disposition)
        {
            case Disposition.Acknowledge:
                Messages.Remove(row);
                step.Done++;
                break;
            case Disposition.Fail:
                Messages.Remove(row);
                step.Failed++;
                break;
            case Disposition.ReboundAt rebound:
                row.State = InMemoryMessageState.Ready;
                row.Owner = null;
                row.DueAt = rebound.At;
                row.Rebounds = rebound.Number;
                row.Reason = rebound.Reason;
                row.ParkedAt = now;
                row.Losses = 0;
                step.Rebounded++;
                break;
            case Disposition.ReturnUncounted:
                row.State = InMemoryMessageState.Ready;
                row.Owner = null;
                row.Attempt--;
                row.Losses = 0;
                break;
            default:
                throw new ArgumentException($"Unknown disposition {disposition.GetType().Name}.", nameof(disposition));
        }
    }

    private static void Close(IEnumerable<InMemoryError> errors, ErrorState state, DateTimeOffset now)
    {
        foreach (var error in errors.Where(error => error.State == ErrorState.Open))
        {
            error.State = state;
            error.ClosedAt = now;
        }
    }

    private bool IsSeen(StepAddress address, int seen) =>
        Step(address).Snapshot is not { } current ? seen == 0 : seen == current.Version || (seen == 0 && current.Value is null);

    private void SetSnapshot(StepAddress address, ReadOnlyMemory<byte>? value, DateTimeOffset now, string by)
    {
        var step = Step(address);
        if (step.Snapshot is { } former)
            step.FormerSnapshots.Add(former);
        step.Snapshot = new SnapshotRow(address, (step.Snapshot?.Version ?? 0) + 1, value, now, by);
    }
}
