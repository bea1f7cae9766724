using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// Runs messages in one step as a host does: the same runner and components, a store in memory, script processes of the operating system.
/// Only the clock stands, chance is seeded, HTTP calls are answered from recordings, and a database is one of the test's own. What a test sees is read back from the
/// store after each commit:
/// <list type="number">
/// <item>a store with the flow, the step's snapshot and credential, and the message;</item>
/// <item>the message is claimed and run;</item>
/// <item>what was committed is read; then the next message, or what comes back when time passes.</item>
/// </list>
/// </summary>
internal sealed class StepStage(SandboxPool pool)
{
    /// <summary>Receives what the step emits, whatever the flow says: a flow may send it to several steps, or to none.</summary>
    private const string Next = "(next)";

    /// <summary>A script process serves one flow. Tests of several flows are run by the same person: they share, so that not each flow waits for a start.</summary>
    private const string Flow = "tested";

    /// <summary>The error that an Error-Handling step's message tells of.</summary>
    private const long HandledError = -1;

    /// <summary>More than this come back only in a circle.</summary>
    private const int MostRuns = 2000;

    /// <summary>Runs a test of one message.</summary>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    /// <exception cref="StageException">The test cannot be run.</exception>
    public async Task<StepResult> RunAsync(StepInput input, CancellationToken cancellationToken) => (await RunAllAsync(input, cancellationToken).ConfigureAwait(false)).Results[0].Result;

    /// <summary>Runs a test, of however many messages.</summary>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    /// <exception cref="StageException">The test cannot be run.</exception>
    public async Task<StepOutcomes> RunAllAsync(StepInput input, CancellationToken cancellationToken)
    {
        var clock = new FixedClock(input.Clock);
        var step = input.Step.Uses == StepKinds.Route ? input.Step : input.Step with { To = [Next] };
        var flow = input.Flow with { Name = Flow, Steps = [.. input.Flow.Steps.Select(other => other.Name == step.Name ? step : other)] };
        var address = new StepAddress(flow.Name, step.Name);
        var http = new RecordedHttp(input.Http, StepComponents.TokenUrl(step));
        var scripts = new CodeComponent(pool, http, TimeProvider.System, NullLogger<CodeComponent>.Instance, depth: 1, packages: input.Packages);
        var database = await StageDatabase.OpenAsync(input, cancellationToken).ConfigureAwait(false);
        await using var closing = database.ConfigureAwait(false);
        var component = new WatchedComponent(StepComponents.Of(input, scripts, http, database, clock));

        // 1.
        var store = new InMemoryFlowStore();
        await using var storing = store.ConfigureAwait(false);
        await store.DeployAsync(input.Package with { Name = flow.Name }, moveQueued: false, input.Clock, cancellationToken).ConfigureAwait(false);
        await store.SetFlowStateAsync(flow.Name, FlowState.Active, input.Clock, cancellationToken).ConfigureAwait(false);
        if (!input.Keys.IsEmpty)
            store.Steps[address] = new InMemoryStep { Keys = input.Keys };
        if (!input.Snapshot.IsEmpty)
            await store.WriteSnapshotAsync(new SnapshotWrite(address, Expected: null, input.Snapshot, "test"), input.Clock, cancellationToken).ConfigureAwait(false);

        // 2. and 3.
        var results = new List<MessageRan>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var replies = new ReplyDesk();
        var leases = new LeaseKeeper(store, clock, NullLogger<LeaseKeeper>.Instance);
        var catalog = new FlowCatalog(store, _ => flow);
        var state = new StepState(address, store);
        var lane = new OpenLane(new FlowVersion(1, input.Package, flow), step, await component.OpenLaneAsync(new FlowVersion(1, input.Package, flow), step, cancellationToken).ConfigureAwait(false), state);
        await using var ending = lane.Lane.ConfigureAwait(false);
        var run = new Runs(input, step, address, store, Runner, leases, lane, state, component, http, database, clock);
        await TakeInAsync(input.MessageId, input.Content).ConfigureAwait(false);
        foreach (var later in input.Later ?? [])
        {
            if (later is LaterEvent.Message message)
                await TakeInAsync(message.Id ?? $"message-{ids.Count + 1}", message.Content).ConfigureAwait(false);
            else if (later is LaterEvent.Wait wait)
                await PassAsync(wait.Time).ConfigureAwait(false);
        }

        return new StepOutcomes(results, input.Later is not null, await database.RowsAsync(cancellationToken).ConfigureAwait(false));

        StepRunner Runner(StepLogWriter logs) => new(store, catalog, [component], leases, new WakeUps(), replies, logs, clock, NullLogger<StepRunner>.Instance, new FixedChance(input.Seed));

        async Task TakeInAsync(string id, ReadOnlyMemory<byte> content)
        {
            using var caller = replies.Wait(clock.Now);
            if (!ids.Add(id))
                throw new StageException($"two messages have the id `{id}`; a host takes the second one for the first, and leaves it out");
            await store.EnqueueAsync([IntakeOf(input with { MessageId = id, Content = content }, address, input.HasCaller ? caller.Id : null)], clock.Now, cancellationToken).ConfigureAwait(false);
            var row = store.Messages[^1];
            if (row.Message is { HandlesError: not null } telling && !store.Errors.Exists(error => error.Id == HandledError))
                store.Errors.Add(new InMemoryError(HandledError, new InMemoryFailure(telling, Content: null, Attempt: 1, RetryOf: null), new StepError("Error", ""), clock.Now, ""));
            row.Rebounds = input.Rebounds;
            row.Attempt = input.Rebounds;
            var result = await run.NextAsync(cancellationToken).ConfigureAwait(false);
            results.Add(new MessageRan(id, clock.Now, result with { Reply = caller.Reply.IsCompletedSuccessfully ? Runs.Parse(await caller.Reply.ConfigureAwait(false)) : null }));
        }

        async Task PassAsync(TimeSpan time)
        {
            var until = clock.Now + time;
            while (store.Messages.Where(row => row.Message.Address == address && row.State == InMemoryMessageState.Ready && row.DueAt <= until).MinBy(row => (row.DueAt, row.Key)) is { } due)
            {
                if (results.Count == MostRuns)
                    throw new StageException("messages come back without end");
                clock.Now = due.DueAt > clock.Now ? due.DueAt : clock.Now;
                results.Add(new MessageRan(ids.Contains(due.Message.Id) ? due.Message.Id : "(to itself)", clock.Now, await run.NextAsync(cancellationToken).ConfigureAwait(false)));
            }

            clock.Now = until;
        }
    }

    private static Intake IntakeOf(StepInput input, StepAddress address, string? caller) => new(input.MessageId, address, [new NewMessage
    {
        Id = input.MessageId,
        Address = address,
        FlowVersion = 1,
        Run = "run-1",
        Thread = "thread-1",
        Content = input.Content,
        ReplyTo = caller,
        HandlesError = input.Flow.OnError == address.Step || input.Flow.Steps.Any(step => step.OnError == address.Step) ? HandledError : null,
    }]);
}
