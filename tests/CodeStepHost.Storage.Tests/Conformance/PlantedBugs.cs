using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>Mistakes that a store could well have: each nested class is one, and the conformance suite must find each.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(PlantedBugs).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Where(type => type.IsSubclassOf(typeof(FlowStoreDecorator))).Select(type => type.Name)];

    public static FlowStoreDecorator Plant(string bug) =>
        (FlowStoreDecorator)Activator.CreateInstance(typeof(PlantedBugs).GetNestedType(bug, System.Reflection.BindingFlags.NonPublic)!)!;

    /// <summary>The generation of a commit is not compared.</summary>
    internal sealed class NoFence : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var row = Model.Messages.Find(row => row.Key == commit.Claim.Key);
            return base.CommitAsync(row is null ? commit : commit with { Claim = new ClaimToken(row.Key, row.Generation) });
        }
    }

    /// <summary>A commit after the rescue finds its generation unchanged and goes through.</summary>
    internal sealed class FenceForgetsTheRescue : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit)
        {
            if (Model.Messages.Find(row => row.Key == commit.Claim.Key && row.Generation == commit.Claim.Generation) is { } row)
                row.State = InMemoryMessageState.Leased;
            return base.CommitAsync(commit);
        }
    }

    /// <summary>Emitted messages are written before the lease is checked.</summary>
    internal sealed class EmissionsBeforeTheFence : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var kept = commit.Disposition is not (Disposition.ReturnUncounted or Disposition.Fail { KeepEmissions: false });
            if (kept)
                await Model.EnqueueAsync([new Intake(Guid.NewGuid().ToString("N"), commit.Claimed.Message.Address, commit.Messages)], commit.Now, default);
            return await base.CommitAsync(kept ? commit with { Messages = [] } : commit);
        }
    }

    /// <summary>A message whose lease ran out is taken for done.</summary>
    internal sealed class RescuerDeletes : FlowStoreDecorator
    {
        public override async Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            var lost = Model.Messages.Where(row => row.State == InMemoryMessageState.Leased && row.LeaseUntil <= now).ToList();
            var count = await base.RescueAsync(now, cancellationToken);
            lost.ForEach(row => Model.Messages.Remove(row));
            return count;
        }
    }

    /// <summary>A rescued message counts from the beginning.</summary>
    internal sealed class RescuerForgetsTheAttempt : FlowStoreDecorator
    {
        public override async Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            var lost = Model.Messages.Where(row => row.State == InMemoryMessageState.Leased && row.LeaseUntil <= now).ToList();
            var count = await base.RescueAsync(now, cancellationToken);
            lost.ForEach(row => row.Attempt--);
            return count;
        }
    }

    /// <summary>A rescued message goes to the end of its queue.</summary>
    internal sealed class RescuerSendsToTheEnd : FlowStoreDecorator
    {
        public override async Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            var lost = Model.Messages.Where(row => row.State == InMemoryMessageState.Leased && row.LeaseUntil <= now).ToList();
            var count = await base.RescueAsync(now, cancellationToken);
            lost.ForEach(row => row.DueAt = now);
            return count;
        }
    }

    /// <summary>All leases of a host are given back, whoever's.</summary>
    internal sealed class RescuerTakesFromTheLiving : FlowStoreDecorator
    {
        public override Task<int> RescueOwnerAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.RescueAsync(DateTimeOffset.MaxValue, cancellationToken);
    }

    /// <summary>What the lost execution staged stays and is published by the next.</summary>
    internal sealed class StagedOutlivesItsLease : FlowStoreDecorator
    {
        public override Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
        {
            var row = Model.Messages.Find(row => row.Key == claim.Key);
            return base.StageAsync(row is null ? claim : claim with { Generation = row.Generation }, messages, cancellationToken);
        }
    }

    /// <summary>Staged messages can be claimed before the commit.</summary>
    internal sealed class StagedIsVisible : FlowStoreDecorator
    {
        public override Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
            Model.EnqueueAsync([new Intake(Guid.NewGuid().ToString("N"), messages[0].Address, messages)], Scene.Start, cancellationToken);
    }

    /// <summary>All that was staged is published, however much the commit asks for.</summary>
    internal sealed class AllStagedIsPublished : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit) => base.CommitAsync(commit with { PublishStaged = int.MaxValue });
    }

    /// <summary>Staged messages come after the others.</summary>
    internal sealed class StagedComesLast : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var result = await base.CommitAsync(commit);
            var staged = Model.Messages.Where(row => row.StagedFor == commit.Claim).ToList();
            staged.ForEach(row => row.DueAt = row.DueAt.AddTicks(10));
            return result;
        }
    }

    /// <summary>An acknowledged message is given back to its queue.</summary>
    internal sealed class AcknowledgedRowsStay : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var row = Model.Messages.Find(row => row.Key == commit.Claim.Key);
            var result = await base.CommitAsync(commit);
            if (result == CommitResult.Committed && commit.Disposition is Disposition.Acknowledge && row is not null)
            {
                row.State = InMemoryMessageState.Ready;
                Model.Messages.Add(row);
            }

            return result;
        }
    }

    /// <summary>A failed message is dropped before its error is stored.</summary>
    internal sealed class FailedMessagesVanish : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var result = await base.CommitAsync(commit);
            Model.Errors.Clear();
            return result;
        }
    }

    /// <summary>The same id is taken in again and again.</summary>
    internal sealed class IntakeIsNotIdempotent : FlowStoreDecorator
    {
        public override Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Model.Intakes.Clear();
            return base.EnqueueAsync(intakes, now, cancellationToken);
        }
    }

    /// <summary>An id is one message in the whole host instead of in its flow.</summary>
    internal sealed class IntakeMixesFlows : FlowStoreDecorator
    {
        public override Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.EnqueueAsync([.. intakes.Select(intake => intake with { Trigger = Scene.Trigger })], now, cancellationToken);
    }

    /// <summary>Messages of one call are stored in another order.</summary>
    internal sealed class IntakeTurnsTheOrder : FlowStoreDecorator
    {
        public override Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.EnqueueAsync([.. intakes.Reverse()], now, cancellationToken);
    }

    /// <summary>A claim does not look at the flow's state.</summary>
    internal sealed class StoppedFlowsRun : FlowStoreDecorator
    {
        public override async Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
        {
            if (!Model.Flows.TryGetValue(request.Address.Flow, out var flow))
                return await base.ClaimAsync(request, cancellationToken);
            var state = flow.State;
            flow.State = FlowState.Active;
            var result = await base.ClaimAsync(request, cancellationToken);
            flow.State = state;
            return result;
        }
    }

    /// <summary>A parked message in front keeps the others waiting.</summary>
    internal sealed class ParkedMessagesBlock : FlowStoreDecorator
    {
        public override Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
            Model.Messages.Exists(row => row.Message.Address == request.Address && row.IsParked(request.Now))
                ? Task.FromResult(new ClaimResult([], NextDue: null))
                : base.ClaimAsync(request, cancellationToken);
    }

    /// <summary>A rebounded message keeps its place in front.</summary>
    internal sealed class ReboundsJumpTheQueue : FlowStoreDecorator
    {
        public override async Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
        {
            foreach (var row in Model.Messages.Where(row => row.Rebounds > 0 && row.IsDue(request.Now)))
                row.DueAt = row.EnqueuedAt;
            return await base.ClaimAsync(request, cancellationToken);
        }
    }

    /// <summary>A returned message has lost an attempt.</summary>
    internal sealed class ReturnsAreCounted : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var result = await base.CommitAsync(commit);
            if (commit.Disposition is Disposition.ReturnUncounted && Model.Messages.Find(row => row.Key == commit.Claim.Key) is { } row)
                row.Attempt++;
            return result;
        }
    }

    /// <summary>The snapshot that the execution saw is not compared.</summary>
    internal sealed class SnapshotsAreOverwritten : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit) => base.CommitAsync(commit with { SnapshotSeen = null });
    }

    /// <summary>A person's replacement is not compared.</summary>
    internal sealed class PeopleOverwriteSnapshots : FlowStoreDecorator
    {
        public override Task<SnapshotWriteResult> WriteSnapshotAsync(SnapshotWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.WriteSnapshotAsync(write with { Expected = null }, now, cancellationToken);
    }

    /// <summary>A commit that is refused because of its snapshot loses its lease.</summary>
    internal sealed class SnapshotRefusalDropsTheLease : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var result = await base.CommitAsync(commit);
            if (result == CommitResult.SnapshotChanged)
                Model.Messages.Find(row => row.Key == commit.Claim.Key)!.State = InMemoryMessageState.Ready;
            return result;
        }
    }

    /// <summary>New credential values replace the stored ones.</summary>
    internal sealed class CredentialsAreReplaced : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit)
        {
            if (commit.Keys is not null && Model.Steps.TryGetValue(commit.Claimed.Message.Address, out var step))
                step.Keys = default;
            return base.CommitAsync(commit);
        }
    }

    /// <summary>A failed message is retried whatever its flow does.</summary>
    internal sealed class RetryOfStoppedFlows : FlowStoreDecorator
    {
        public override async Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
        {
            foreach (var flow in Model.Flows.Values)
                flow.State = FlowState.Active;
            return await base.RetryAsync(request, now, cancellationToken);
        }
    }

    /// <summary>A retried error stays on the list.</summary>
    internal sealed class RetryLeavesTheErrorOpen : FlowStoreDecorator
    {
        public override async Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var result = await base.RetryAsync(request, now, cancellationToken);
            Model.Errors.ForEach(error => error.State = ErrorState.Open);
            return result;
        }
    }

    /// <summary>A retried message is the first attempt again.</summary>
    internal sealed class RetryForgetsTheAttempts : FlowStoreDecorator
    {
        public override async Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var result = await base.RetryAsync(request, now, cancellationToken);
            Model.Messages.ForEach(row => row.Attempt = row.RetryOf is null ? row.Attempt : 0);
            return result;
        }
    }

    /// <summary>A cancelled message leaves no error.</summary>
    internal sealed class CancelForgets : FlowStoreDecorator
    {
        public override async Task<int> SteerReboundsAsync(IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var changed = await base.SteerReboundsAsync(keys, action, now, cancellationToken);
            Model.Errors.RemoveAll(error => error.Error.Code == ErrorCodes.ReboundCancelled);
            return changed;
        }
    }

    /// <summary>A handler's word closes every open error.</summary>
    internal sealed class HandlersCloseEverything : FlowStoreDecorator
    {
        public override async Task<CommitResult> CommitAsync(StepCommit commit)
        {
            var result = await base.CommitAsync(commit);
            if (commit.ClosesHandledError)
                Model.Errors.ForEach(error => error.State = ErrorState.Handled);
            return result;
        }
    }

    /// <summary>A deploy moves queued messages unasked.</summary>
    internal sealed class DeployAlwaysMoves : FlowStoreDecorator
    {
        public override Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.DeployAsync(package, moveQueued: true, now, cancellationToken);
    }

    /// <summary>A redeployed flow is a draft again.</summary>
    internal sealed class DeployStopsTheFlow : FlowStoreDecorator
    {
        public override async Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var result = await base.DeployAsync(package, moveQueued, now, cancellationToken);
            Model.Flows[package.Name].State = FlowState.Draft;
            return result;
        }
    }

    /// <summary>Old messages are dropped like old records.</summary>
    internal sealed class PruneDropsMessages : FlowStoreDecorator
    {
        public override Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Model.Messages.RemoveAll(row => row.EnqueuedAt < now - retention.Executions);
            return base.PruneAsync(retention, now, cancellationToken);
        }
    }

    /// <summary>Errors are dropped without a word.</summary>
    internal sealed class PruneIsSilent : FlowStoreDecorator
    {
        public override async Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var result = await base.PruneAsync(retention, now, cancellationToken);
            foreach (var flow in Model.Flows.Values)
                flow.ErrorsDropped = 0;
            return result;
        }
    }

    /// <summary>The commit of what was killed does not keep its step's quarantine.</summary>
    internal sealed class QuarantineIsForgotten : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit) => base.CommitAsync(commit with { Quarantine = null });
    }

    /// <summary>A quarantine holds all versions of a step.</summary>
    internal sealed class QuarantineTakesAllVersions : FlowStoreDecorator
    {
        public override Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
            Model.Quarantines.Values.Any(quarantine => quarantine.Address == request.Address)
                ? Task.FromResult(new ClaimResult([], NextDue: null) { Withheld = [1] })
                : base.ClaimAsync(request, cancellationToken);
    }

    /// <summary>A release says what it lifted, and lifts nothing.</summary>
    internal sealed class ReleaseLiftsNothing : FlowStoreDecorator
    {
        public override async Task<IReadOnlyList<Quarantine>> ReleaseAsync(StepAddress address, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var lifted = await base.ReleaseAsync(address, now, cancellationToken);
            foreach (var quarantine in lifted)
                Model.Quarantines.Add((address.Flow, address.Step, quarantine.FlowVersion), quarantine);
            return lifted;
        }
    }

    /// <summary>Losses are never counted.</summary>
    internal sealed class LossesAreForgotten : FlowStoreDecorator
    {
        public override Task<bool> BeginAsync(ClaimToken claim, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    /// <summary>Whatever waits on a hold is tried when a probe is due.</summary>
    internal sealed class ProbesAreNotCounted : FlowStoreDecorator
    {
        public override async Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
        {
            var claim = await base.ClaimAsync(request, cancellationToken);
            foreach (var (key, hold) in Model.Quarantines.Where(entry => entry.Value.IsHold).ToList())
                Model.Quarantines[key] = hold with { Probe = hold.Probe! with { NextAt = request.Now } };
            return claim;
        }
    }

    /// <summary>A success does not end a hold.</summary>
    internal sealed class HoldsNeverEnd : FlowStoreDecorator
    {
        public override Task<CommitResult> CommitAsync(StepCommit commit) => base.CommitAsync(commit with { EndsHold = false });
    }

    /// <summary>A grant is given to whatever message has the key.</summary>
    internal sealed class GrantsGoToAll : FlowStoreDecorator
    {
        public override Task<int> ExtendReboundsAsync(IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Model.Messages.ForEach(row => row.Granted += extension.Attempts);
            return Task.FromResult(keys.Count);
        }
    }

    /// <summary>A retry in bulk is anybody's.</summary>
    internal sealed class BulkRetriesHaveNoDriver : FlowStoreDecorator
    {
        public override Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (Model.BulkRetries.Find(retry => retry.Id == id) is { } retry)
                retry.Lease = lease;
            return base.AdvanceBulkRetryAsync(id, lease, next, turns, now, cancellationToken);
        }
    }

    /// <summary>Where a retry in bulk is, is not compared.</summary>
    internal sealed class BulkRetriesSkip : FlowStoreDecorator
    {
        public override Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken) =>
            base.AdvanceBulkRetryAsync(id, lease, Model.BulkRetries.Find(retry => retry.Id == id)?.Next ?? next, turns, now, cancellationToken);
    }

    /// <summary>A retry in bulk that was stopped goes on.</summary>
    internal sealed class BulkRetriesNeverStop : FlowStoreDecorator
    {
        public override Task<bool> EndBulkRetryAsync(long id, string? driver, BulkRetryStop stop, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    /// <summary>Messages whose flow is not active have had their turn.</summary>
    internal sealed class BulkRetriesPassStoppedFlows : FlowStoreDecorator
    {
        public override async Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var advance = await base.AdvanceBulkRetryAsync(id, lease, next, turns, now, cancellationToken);
            if (advance is { IsFlowInactive: true } && Model.BulkRetries.Find(retry => retry.Id == id) is { } retry)
                retry.Messages[retry.Next++].Refused = RetryRefusals.FlowNotActive;
            return advance;
        }
    }

    /// <summary>Old errors take with them what became of a retry.</summary>
    internal sealed class PruneForgetsFates : FlowStoreDecorator
    {
        public override async Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var pruned = await base.PruneAsync(retention, now, cancellationToken);
            Model.BulkRetries.ForEach(retry => retry.Messages.ForEach(message => message.IsFailureDropped = false));
            return pruned;
        }
    }
}
