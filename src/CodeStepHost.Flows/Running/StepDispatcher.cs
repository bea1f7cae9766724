using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Claims a step's due messages and spreads them over the step's lanes, as many as its concurrency. It claims ahead of what runs,
/// about a tenth of a second of work, so that one claim serves many short messages and a slow step holds few.
/// </summary>
internal sealed class StepDispatcher(StepAddress address, int concurrency, string owner, IFlowStore store, IFlowQueries queries, StepRunner runner, LeaseKeeper leases, WakeUps wakeUps, TimeProvider time, ILogger logger)
{
    private const int MostClaimedAhead = 256;

    /// <summary>How long a dispatcher goes without looking, rung for or not.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly WakeUps.Bell _bell = wakeUps.BellOf(address);
    private readonly ClaimedQueue _claimed = new(concurrency);
    private readonly Lock _pace = new();
    private double _secondsPerMessage = 0.1;
    private long _lastCompleted;

    /// <summary>Whether the last claim found fewer messages than there was room for: until a ring, room alone is no reason to claim.</summary>
    private volatile bool _dry;

    public int Concurrency => concurrency;

    /// <summary>Claims until <paramref name="stopClaiming"/>, then ends when what was claimed has ended; <paramref name="stopWork"/> ends that too.</summary>
    public async Task RunAsync(CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var state = new StepState(address, queries);
        var pumps = Enumerable.Range(0, concurrency).Select(lane => new LanePump(address, lane, runner, state, _claimed, Completed, time, logger).RunAsync(stopWork)).ToArray();
        try
        {
            while (!stopClaiming.IsCancellationRequested)
                await RunOnceAsync(stopClaiming).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopClaiming.IsCancellationRequested)
        {
            // Stopping is how this loop ends.
        }

        _claimed.Complete();
        await Task.WhenAll(pumps).ConfigureAwait(false);
    }

    private async Task RunOnceAsync(CancellationToken stopClaiming)
    {
        // From here on each end of a message rings, if it makes room; the look at the room must not come before that is so.
        _dry = false;
        Interlocked.MemoryBarrier();
        var inFlight = _claimed.InFlight;
        if (!HasRoom(inFlight))
        {
            await _bell.WaitAsync(LongestRest, time, stopClaiming).ConfigureAwait(false);
            return;
        }

        var wanted = Math.Max(1, Target() - inFlight);
        var claim = await ClaimAsync(wanted, stopClaiming).ConfigureAwait(false);
        if (claim is null)
        {
            await Task.Delay(RestAfterFailure, time, stopClaiming).ConfigureAwait(false);
            return;
        }

        foreach (var message in claim.Messages)
            leases.Keep(message.Token);
        _claimed.Add(claim.Messages);

        _dry = claim.Messages.Count < wanted;
        if (_dry)
            await _bell.WaitAsync(UntilDue(claim.NextDue), time, stopClaiming).ConfigureAwait(false);
    }

    private async Task<ClaimResult?> ClaimAsync(int count, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = runner.Quarantines?.BeforeClaim() ?? 0;
        try
        {
            var claim = await store.ClaimAsync(new ClaimRequest(address, count, owner, now, now + LeaseKeeper.Lease), cancellationToken).ConfigureAwait(false);
            runner.Quarantines?.AfterClaim(address, claim, before);
            return claim;
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("{Address}: no message could be claimed: {Problem}", address, exception.Message);
            return null;
        }
    }

    /// <summary>How many messages to hold: what the lanes get through in about a tenth of a second, and at least one each.</summary>
    private int Target()
    {
        double secondsPerMessage;
        lock (_pace)
            secondsPerMessage = _secondsPerMessage;
        return (int)Math.Clamp(0.1 / Math.Max(secondsPerMessage, 1e-6), concurrency, Math.Max(concurrency, MostClaimedAhead));
    }

    /// <summary>Whether a claim is worth its transaction: a lane has nothing to do, or half of what is to be held has ended.</summary>
    private bool HasRoom(int inFlight) => inFlight < concurrency || inFlight <= Target() / 2;

    private TimeSpan UntilDue(DateTimeOffset? nextDue)
    {
        var rest = nextDue is { } due ? due - time.GetUtcNow() : LongestRest;
        return rest < LongestRest ? rest : LongestRest;
    }

    private void Completed(ClaimedMessage message, long? started)
    {
        leases.Release(message.Token);
        if (started is { } begin)
        {
            lock (_pace)
            {
                // The step's pace is the time between two ends; a pause before this message began was no work.
                var now = time.GetTimestamp();
                var seconds = time.GetElapsedTime(Math.Max(begin, _lastCompleted), now).TotalSeconds;
                _secondsPerMessage += (seconds - _secondsPerMessage) / 8;
                _lastCompleted = now;
            }
        }

        if (HasRoom(_claimed.InFlight) && !_dry)
            _bell.Ring();
    }
}
