using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Runs one message in its step. Read this first:
/// <list type="number">
/// <item>find the step in the flow version that the message was emitted for, and open a lane through it;</item>
/// <item>leave a message alone whose lease was lost while it waited for the lane, or whose step is in quarantine or on hold;</item>
/// <item>run the component, holding what it emits;</item>
/// <item>decide what becomes of the message;</item>
/// <item>commit all of it, or nothing.</item>
/// </list>
/// </summary>
/// <param name="random">What executions' seeds and the jitter of rebounds are drawn from; null: chance.</param>
/// <param name="recorder">Keeps what failed executions depended on; null: nothing is kept.</param>
/// <param name="redactors">Take secrets out of log lines, errors, rebounds' reasons and recordings; null: all stays as it is.</param>
/// <param name="quarantines">Which steps must not run for what their scripts did; null: none.</param>
public sealed class StepRunner(
    IFlowStore store,
    FlowCatalog catalog,
    IReadOnlyList<IStepComponent> components,
    LeaseKeeper leases,
    WakeUps wakeUps,
    ReplyDesk replies,
    StepLogWriter logs,
    TimeProvider time,
    ILogger<StepRunner> logger,
    Random? random = null,
    FailureRecorder? recorder = null,
    Quarantines? quarantines = null,
    FlowRedactors? redactors = null)
{
    private readonly Random _random = random ?? Random.Shared;

    internal Quarantines? Quarantines => quarantines;

    // 1. The step, and a lane through it.
    internal async ValueTask<OpenLane> OpenLaneAsync(StepAddress address, int version, StepState state, CancellationToken cancellationToken)
    {
        var flow = await catalog.FindAsync(address.Flow, version, cancellationToken).ConfigureAwait(false);
        if (flow?.Definition.FindStep(address.Step) is not { } step)
            return OpenLane.Broken(flow, address, version, state, $"Version {version} of flow {address.Flow} has no step {address.Step}; deploy a version that has it and retry, or retry on the version that failed.");
        if (components.FirstOrDefault(component => component.Runs(step.Uses)) is not { } component)
            return OpenLane.Broken(flow, address, version, state, $"Step {address.Step} of flow {address.Flow} uses {step.Uses}, which this host does not run.", step.OnError);
        var lane = await component.OpenLaneAsync(flow, step, cancellationToken).ConfigureAwait(false);
        return new OpenLane(flow, step, lane, state) { Redactor = redactors?.Of(flow.Definition) };
    }

    /// <summary>Runs a claimed message through an open lane.</summary>
    /// <param name="turn">Ends when the former message of the lane has handed its commit over: commits keep the order of their messages.</param>
    /// <param name="handedOver">Called once this message's commit is handed over, and its place in the lane is free.</param>
    /// <param name="stopWork">The host's last word.</param>
    internal async Task RunAsync(ClaimedMessage claimed, OpenLane lane, Task turn, Action handedOver, CancellationToken stopWork)
    {
        // 2. The lease.
        if (!leases.Holds(claimed.Token))
        {
            await turn.ConfigureAwait(false);
            return;
        }

        var (address, version) = (claimed.Message.Address, claimed.Message.FlowVersion);
        if (quarantines?.Holds(claimed) == true)
        {
            await turn.ConfigureAwait(false);
            await ReturnAsync(claimed).ConfigureAwait(false);
            return;
        }

        // 3. The component.
        var started = time.GetUtcNow();
        var startedTicks = time.GetTimestamp();
        var seed = (ulong)_random.NextInt64();
        var redactor = lane.RedactorWith(lane.State.Keys);
        var emissions = new EmissionBuffer(claimed, lane.Step, store, logs, replies, time, redactor, lane.Flow.Definition.Passthrough);
        var snapshotSeen = lane.Lane.UsesSnapshot ? lane.State.SnapshotVersion : (int?)null;
        var execution = new StepExecution(claimed, lane.Lane.UsesSnapshot ? lane.State.Snapshot : default, lane.State.Keys, started, seed, emissions);
        var end = claimed.Losses == 0
            ? await EndOfAsync(lane.Lane, execution, stopWork).ConfigureAwait(false)
            : await EndOfSuspectAsync(lane.Lane, execution, turn, stopWork).ConfigureAwait(false);
        var outcome = emissions.Conclude(end);
        await turn.ConfigureAwait(false);

        // 4. The decision.
        var now = time.GetUtcNow();
        var disposition = OutcomePolicy.Decide(outcome, claimed.Rebounds, lane.Step.Rebound.With(claimed.Granted), lane.Step.ElasticIoCompatible, now, _random.NextDouble());
        var endsHold = Weigh(claimed, disposition, lane.Step.Hold);
        Tell(claimed, outcome, disposition, lane.Step);

        // 5. The commit.
        var kept = emissions.Keep(disposition, outcome);
        var record = new ExecutionRecord(started, time.GetElapsedTime(startedTicks), NameOf(disposition), seed, kept.Count);
        var commit = disposition is Disposition.ReturnUncounted
            ? ReturnOf(claimed, record, now)
            : CommitOf(claimed, lane, disposition, kept, snapshotSeen, record, now) with { Recording = RecordingOf(disposition, execution, lane.Step, emissions, redactor) };
        commit = commit with { Quarantine = quarantines?.Unstored(address, version), EndsHold = endsHold };
        lane.State.Expect(commit.Snapshot);
        var committing = store.CommitAsync(commit);
        handedOver();
        await CompleteAsync(commit, committing, lane, stopWork).ConfigureAwait(false);
    }

    /// <summary>Fails a message whose outcome the host could not tell, for a fault of the host. Nothing that its execution emitted is kept.</summary>
    /// <param name="turn">The same as of <see cref="RunAsync"/>.</param>
    internal async Task FailAsync(ClaimedMessage claimed, OpenLane lane, Task turn, CancellationToken stopWork)
    {
        await turn.ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            var error = new StepError("HostError", "The host could not tell what came of this message: it failed over it itself, and nothing that the step emitted was kept. The host's log has the reason at this time. Retry the message when that is put right.") { Code = ErrorCodes.HostFailed };
            var commit = CommitOf(claimed, lane, new Disposition.Fail([error], KeepEmissions: false), KeptEmissions.None, snapshotSeen: null, new ExecutionRecord(now, TimeSpan.Zero, "failed", 0, 0), now);
            lane.State.ForgetSnapshot();
            await CompleteAsync(commit, store.CommitAsync(commit), lane, stopWork).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.LogCritical(exception, "{Address}: message {Message} could not be failed either; it runs again when its lease has run out", claimed.Message.Address, claimed.Message.Id);
        }
    }

    /// <summary>Gives a claimed message back that this host did not begin.</summary>
    internal async Task ReturnAsync(ClaimedMessage claimed)
    {
        try
        {
            var now = time.GetUtcNow();
            var quarantine = quarantines?.Unstored(claimed.Message.Address, claimed.Message.FlowVersion);
            var commit = ReturnOf(claimed, new ExecutionRecord(now, TimeSpan.Zero, "returned", 0, 0), now) with { Quarantine = quarantine };
            if (await store.CommitAsync(commit).ConfigureAwait(false) == CommitResult.Committed)
                Tell(quarantine);
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogWarning("Message {Message} could not be given back and waits for its lease to run out: {Problem}", claimed.Message.Id, exception.Message);
        }
    }

    /// <summary>
    /// A message that a host was lost over runs with none of its step's others before it unfinished, and it is on disk that it began: so the one
    /// that takes the host down is told from those that were only there.
    /// </summary>
    private async Task<ComponentEnd> EndOfSuspectAsync(IStepLane lane, StepExecution execution, Task turn, CancellationToken stopWork)
    {
        await turn.ConfigureAwait(false);
        var losses = execution.Claimed.Losses;
        if (quarantines?.MostLosses is > 0 and var most && losses >= most)
            return new ComponentEnd.Threw(new StepError("HostError", $"The host ended {losses} times while it had this message at work, so the message is not tried again by itself. Look into the host's log and the machine's memory before it is retried.") { Code = ErrorCodes.AttemptLimit });
        try
        {
            return await store.BeginAsync(execution.Claimed.Token, stopWork).ConfigureAwait(false)
                ? await EndOfAsync(lane, execution, stopWork).ConfigureAwait(false)
                : new ComponentEnd.Interrupted();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            return new ComponentEnd.Interrupted();
        }
    }

    private async Task<ComponentEnd> EndOfAsync(IStepLane lane, StepExecution execution, CancellationToken stopWork)
    {
        try
        {
            return await lane.RunAsync(execution, stopWork).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopWork.IsCancellationRequested)
        {
            return new ComponentEnd.Interrupted();
        }
        catch (StoreUnavailableException exception)
        {
            // What the step emitted could not be staged. That is the store's failure, not the message's: it runs again.
            logger.LogError("{Address}: the emissions of message {Message} could not be kept: {Problem}", execution.Claimed.Message.Address, execution.Claimed.Message.Id, exception.Message);
            return new ComponentEnd.Interrupted();
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "{Address}: the step's component failed on message {Message}", execution.Claimed.Message.Address, execution.Claimed.Message.Id);
            return new ComponentEnd.Threw(new StepError(exception.GetType().Name, exception.Message) { Code = ErrorCodes.ComponentFailed });
        }
    }

    private ReadOnlyMemory<byte>? RecordingOf(Disposition disposition, StepExecution execution, StepDefinition step, EmissionBuffer emissions, Redactor? redactor)
    {
        if (recorder is null || disposition is not Disposition.Fail)
            return null;
        try
        {
            var (calls, leftOut) = emissions.Calls();
            return recorder.Record(execution, step, calls, leftOut, redactor ?? new Redactor());
        }
        catch (Exception exception)
        {
            // A message must not be lost for want of its recording.
            logger.LogWarning(exception, "{Address}: what message {Message} depended on could not be recorded", execution.Claimed.Message.Address, execution.Claimed.Message.Id);
            return null;
        }
    }

    private static StepCommit CommitOf(ClaimedMessage claimed, OpenLane lane, Disposition disposition, KeptEmissions kept, int? snapshotSeen, ExecutionRecord record, DateTimeOffset now) => new()
    {
        Claim = claimed.Token,
        Claimed = claimed,
        Disposition = disposition,
        Messages = kept.Messages,
        PublishStaged = kept.PublishStaged,
        Errors = disposition is Disposition.Fail fail
            ? [.. fail.Errors.Select(error => new NewError(error, ErrorStepMessage.For(error, claimed.Message, lane.Step, lane.Flow.Definition, now)))]
            : [],
        SnapshotSeen = snapshotSeen,
        Snapshot = kept.Snapshot,
        Keys = kept.Keys,
        ClosesHandledError = kept.Handled,
        Execution = record,
        Now = now,
    };

    private static StepCommit ReturnOf(ClaimedMessage claimed, ExecutionRecord record, DateTimeOffset now) => new()
    {
        Claim = claimed.Token,
        Claimed = claimed,
        Disposition = new Disposition.ReturnUncounted(),
        Execution = record,
        Now = now,
    };

    private async Task CompleteAsync(StepCommit commit, Task<CommitResult> committing, OpenLane lane, CancellationToken stopWork)
    {
        var result = await CommitUntilStoredAsync(commit, committing, stopWork).ConfigureAwait(false);
        switch (result)
        {
            case CommitResult.Committed:
                if (commit.Keys is not null)
                    lane.State.ForgetKeys();
                Wake(commit, lane.Step);
                TellCaller(commit);
                Tell(commit.Quarantine);
                if (commit.EndsHold)
                    logger.LogInformation("{Address}: message {Message} has passed the step, which is on hold no longer", commit.Claimed.Message.Address, commit.Claimed.Message.Id);
                break;
            case CommitResult.SnapshotChanged:
                logger.LogInformation("{Address}: the snapshot was changed while message {Message} ran; the message runs again on the new one", commit.Claimed.Message.Address, commit.Claimed.Message.Id);
                lane.State.ForgetSnapshot();
                await ReturnAsync(commit.Claimed).ConfigureAwait(false);
                wakeUps.Signal(commit.Claimed.Message.Address);
                break;
            case CommitResult.LeaseLost:
                lane.State.ForgetSnapshot();
                logger.LogWarning("{Address}: the commit of message {Message} was refused: its lease had run out and another worker has it", commit.Claimed.Message.Address, commit.Claimed.Message.Id);
                break;
            default:
                lane.State.ForgetSnapshot();
                break;
        }
    }

    /// <summary>Tries the same commit again while the store cannot write: what the script did is not thrown away because a disk is full for a minute.</summary>
    private async Task<CommitResult?> CommitUntilStoredAsync(StepCommit commit, Task<CommitResult> committing, CancellationToken stopWork)
    {
        for (var wait = TimeSpan.FromMilliseconds(250); ; wait = wait < TimeSpan.FromSeconds(10) ? wait * 2 : wait)
        {
            try
            {
                return await committing.ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                logger.LogError("{Address}: the outcome of message {Message} could not be stored and is tried again in {Wait}: {Problem}", commit.Claimed.Message.Address, commit.Claimed.Message.Id, wait, exception.Message);
            }

            try
            {
                await Task.Delay(wait, time, stopWork).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            committing = store.CommitAsync(commit);
        }
    }

    private void Wake(StepCommit commit, StepDefinition step)
    {
        // The step's own dispatcher may know of nothing to come: it must hear when this message, or another of its own, is due, or what waited may run.
        if (commit.EndsHold || commit.Disposition is Disposition.ReboundAt or Disposition.ReturnUncounted || commit.Messages.Any(message => message.NotBefore is not null))
            wakeUps.Signal(commit.Claimed.Message.Address);
        if (commit.PublishStaged > 0 || commit.Messages.Count > 0)
        {
            foreach (var next in step.To)
                wakeUps.Signal(commit.Claimed.Message.Address with { Step = next });
        }

        foreach (var error in commit.Errors)
        {
            if (error.Handler is not null)
                wakeUps.Signal(error.Handler.Address);
        }
    }

    /// <summary>Nothing goes on from here: the caller that waits for the message's reply may have waited for nothing.</summary>
    private void TellCaller(StepCommit commit)
    {
        if (commit.Claimed.Message.ReplyTo is { } caller && commit.Disposition is Disposition.Acknowledge or Disposition.Fail
            && commit.PublishStaged + commit.Messages.Count == 0 && commit.Errors.All(error => error.Handler is null))
            replies.LookAgain(caller);
    }

    private void Tell(ClaimedMessage claimed, StepOutcome outcome, Disposition disposition, StepDefinition step)
    {
        var message = claimed.Message;
        switch (disposition)
        {
            case Disposition.ReboundAt rebound:
                logger.LogInformation("{Flow}/{Step}: message {Message} rebounded ({Number} of {Limit}), next at {Next:O}: {Reason}", message.Address.Flow, message.Address.Step, message.Id, rebound.Number, step.Rebound.Limit + claimed.Granted, rebound.At, OneLine.Of(rebound.Reason));
                foreach (var error in ((StepOutcome.Rebounded)outcome).Besides)
                    logger.LogWarning("{Flow}/{Step}: message {Message} rebounded and also had an error, which is not recorded: {Error}", message.Address.Flow, message.Address.Step, message.Id, OneLine.Of($"{error.Name}: {error.Message}"));
                break;
            case Disposition.Fail fail:
                foreach (var error in fail.Errors)
                    logger.LogError("{Flow}/{Step}: message {Message} failed: {Error}", message.Address.Flow, message.Address.Step, message.Id, OneLine.Of($"{error.Name}: {error.Message}"));
                break;
        }
    }

    private void Tell(Quarantine? quarantine)
    {
        if (quarantine is null || !quarantines!.Stored(quarantine))
            return;
        if (quarantine.Probe is { } probe)
            logger.LogError("{Flow}/{Step}: version {Version} holds itself and its messages wait; one is tried every {Every}. {Reason} To end it: codestep steps release {Address}", quarantine.Address.Flow, quarantine.Address.Step, quarantine.FlowVersion, Duration.Format(probe.Every), OneLine.Of(quarantine.Reason), quarantine.Address);
        else
            logger.LogError("{Flow}/{Step}: version {Version} is in quarantine and its messages wait. {Reason} Correct the script and deploy it, or: codestep steps release {Address}", quarantine.Address.Flow, quarantine.Address.Step, quarantine.FlowVersion, OneLine.Of(quarantine.Reason), quarantine.Address);
    }

    /// <summary>Counts what keeps a step from holding itself, or makes it.</summary>
    /// <returns>Whether the step's hold ends.</returns>
    private bool Weigh(ClaimedMessage claimed, Disposition disposition, HoldPolicy? policy)
    {
        if (quarantines is null)
            return false;
        if (disposition is Disposition.Acknowledge)
            return (claimed.IsProbe || policy is not null) && quarantines.Succeeded(claimed);
        if (policy is null)
            return false;
        if (ReasonOf(disposition) is { } reason)
        {
            var cause = ErrorFingerprint.Of(claimed.Message.Address, new StepError("rebound", reason));
            quarantines.Unsuccessful(claimed, policy, cause, "rebound", $"rebounded: {reason}");
        }
        else if (disposition is Disposition.Fail { Errors: [var error, ..] })
        {
            quarantines.Unsuccessful(claimed, policy, ErrorFingerprint.Of(claimed.Message.Address, error), error.Code ?? error.Name, $"failed: {error.Name}: {error.Message}");
        }

        return false;
    }

    /// <summary>The reason of a rebound, the one over the limit included.</summary>
    private static string? ReasonOf(Disposition disposition) => disposition switch
    {
        Disposition.ReboundAt rebound => rebound.Reason,
        Disposition.Fail { Errors: [{ Code: ErrorCodes.ReboundLimit, Cause: { } last }, ..] } => last.Message,
        _ => null,
    };

    private static string NameOf(Disposition disposition) => disposition switch
    {
        Disposition.Acknowledge => "success",
        Disposition.ReboundAt => "rebound",
        Disposition.Fail => "failed",
        _ => "returned",
    };
}

/// <summary>A lane through a step of one flow version, with the state its messages share.</summary>
internal sealed record OpenLane(FlowVersion Flow, StepDefinition Step, IStepLane Lane, StepState State)
{
    private Credential? _credential;

    /// <summary>Takes secrets out of what is told of the step; null: all stays as it is.</summary>
    public Redactor? Redactor { get; init; }

    /// <summary>The same, which also knows a stored credential; made once for all messages that have the same one.</summary>
    public Redactor? RedactorWith(ReadOnlyMemory<byte> keys)
    {
        if (Redactor is null || keys.IsEmpty)
            return Redactor;
        if (_credential is not { } known || !known.Keys.Equals(keys))
            _credential = known = new Credential(keys, Redactor.WithCredential(keys));
        return known.Redactor;
    }

    /// <summary>How many messages are handed over ahead. A step that may hold itself gets one at a time: those after the one that makes it do so must not have begun.</summary>
    public int Depth => Step.Hold is null ? Lane.Depth : 1;

    /// <summary>A lane for a step that cannot be found: every message fails with the reason, and waits on the errors list.</summary>
    public static OpenLane Broken(FlowVersion? flow, StepAddress address, int version, StepState state, string reason, string? onError = null)
    {
        var step = new StepDefinition { Name = address.Step, Uses = "missing", OnError = onError };
        var definition = new FlowDefinition { Name = address.Flow, Steps = [step] };
        flow ??= new FlowVersion(version, new FlowPackage(address.Flow, new Dictionary<string, string>()), definition);
        return new OpenLane(flow, step, new BrokenLane(new StepError("Error", reason) { Code = ErrorCodes.StepMissing }), state);
    }

    private sealed record Credential(ReadOnlyMemory<byte> Keys, Redactor Redactor);

    private sealed class BrokenLane(StepError error) : IStepLane
    {
        public int Depth => 1;

        public bool UsesSnapshot => false;

        public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) => Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(error));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
