using System.Text.Json.Nodes;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Running;

/// <summary>
/// Runs one message in one step as a host does: the same runner and component, a store in memory, script processes of the operating system.
/// Only the clock stands, chance is seeded, and HTTP calls are answered from recordings. What a test sees is read back from the store after the commit:
/// <list type="number">
/// <item>a store with the flow, the step's snapshot and credential, and the message;</item>
/// <item>the message is claimed and run;</item>
/// <item>what was committed is read.</item>
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

    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    public async Task<StepResult> RunAsync(StepInput input, CancellationToken cancellationToken)
    {
        var clock = new FixedClock(input.Clock);
        var step = input.Step.Uses == StepKinds.Route ? input.Step : input.Step with { To = [Next] };
        var flow = input.Flow with { Name = Flow, Steps = [.. input.Flow.Steps.Select(other => other.Name == step.Name ? step : other)] };
        var address = new StepAddress(flow.Name, step.Name);
        var http = new RecordedHttp(input.Http);
        var scripts = new CodeComponent(pool, http, TimeProvider.System, NullLogger<CodeComponent>.Instance, depth: 1, packages: input.Packages);
        var code = new WatchedComponent(StepKinds.HasExpressions(step.Uses) ? new RoutingComponent(scripts) : scripts);

        // 1.
        var store = new InMemoryFlowStore();
        await using var storing = store.ConfigureAwait(false);
        await store.DeployAsync(input.Package with { Name = flow.Name }, moveQueued: false, input.Clock, cancellationToken).ConfigureAwait(false);
        await store.SetFlowStateAsync(flow.Name, FlowState.Active, input.Clock, cancellationToken).ConfigureAwait(false);
        if (!input.Keys.IsEmpty)
            store.Steps[address] = new InMemoryStep { Keys = input.Keys };
        if (!input.Snapshot.IsEmpty)
            await store.WriteSnapshotAsync(new SnapshotWrite(address, Expected: null, input.Snapshot, "test"), input.Clock, cancellationToken).ConfigureAwait(false);
        var replies = new ReplyDesk();
        using var caller = replies.Wait(input.Clock);
        await store.EnqueueAsync([IntakeOf(input, address, input.HasCaller ? caller.Id : null)], input.Clock, cancellationToken).ConfigureAwait(false);
        if (store.Messages[0].Message is { HandlesError: not null } telling)
            store.Errors.Add(new InMemoryError(HandledError, new InMemoryFailure(telling, Content: null, Attempt: 1, RetryOf: null), new StepError("Error", ""), input.Clock, ""));
        store.Messages[0].Rebounds = input.Rebounds;
        store.Messages[0].Attempt = input.Rebounds;

        // 2.
        var logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance);
        await using (logs.ConfigureAwait(false))
        {
            var leases = new LeaseKeeper(store, clock, NullLogger<LeaseKeeper>.Instance);
            var catalog = new FlowCatalog(store, _ => flow);
            var runner = new StepRunner(store, catalog, [code], leases, new WakeUps(), replies, logs, clock, NullLogger<StepRunner>.Instance, new FixedChance(input.Seed));
            await RunAsync(store, runner, leases, address, clock, cancellationToken).ConfigureAwait(false);
        }

        // 3.
        var commit = store.Executions[^1].Execution;
        var data = code.Emissions.OfType<Emission.Data>().Take(commit.Emitted).ToList();
        var snapshot = await store.SnapshotAsync(address, cancellationToken).ConfigureAwait(false);
        return new StepResult
        {
            End = EndOf(commit.Outcome, cancellationToken),
            Emitted = [.. data.Select(emission => new EmittedMessage(emission.Id, Parse(emission.Content)!) { To = emission.To })],
            Rebound = store.Messages.Find(row => row.Message.Address == address) is { Reason: not null } parked ? ReboundOf(parked, step, input.Clock, code) : null,
            Errors = [.. store.Errors.Where(error => error.Id != HandledError).Select(error => error.Error)],
            Handled = store.Errors.Exists(error => error.Id == HandledError && error.State == ErrorState.Handled),
            Snapshot = snapshot is not null && snapshot.By != "test" ? new SnapshotChange(Parse(snapshot.Value!.Value)) : null,
            Keys = KeysOf(store, address, input),
            Reply = caller.Reply.IsCompletedSuccessfully ? Parse(await caller.Reply.ConfigureAwait(false)) : null,
            Logs = [.. store.Logs.Select(line => new LoggedLine(line.Level, line.Text))],
            Http = http.Made,
            UnexpectedCalls = http.Unexpected,
            UnusedAnswers = http.Unused,
        };
    }

    private static async Task RunAsync(InMemoryFlowStore store, StepRunner runner, LeaseKeeper leases, StepAddress address, FixedClock clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var claim = await store.ClaimAsync(new ClaimRequest(address, 1, "test", now, now + LeaseKeeper.Lease), cancellationToken).ConfigureAwait(false);
        var message = claim.Messages[0];
        leases.Keep(message.Token);
        var state = new StepState(address, store);
        var lane = await runner.OpenLaneAsync(address, message.Message.FlowVersion, state, cancellationToken).ConfigureAwait(false);
        await using var closing = lane.Lane.ConfigureAwait(false);
        await state.LoadAsync(lane.Lane.UsesSnapshot, cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(message, lane, Task.CompletedTask, static () => { }, cancellationToken).ConfigureAwait(false);
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

    private static StepEnd EndOf(string outcome, CancellationToken cancellationToken)
    {
        if (outcome == "returned")
            throw new OperationCanceledException(cancellationToken);
        return outcome switch
        {
            "success" => StepEnd.Acknowledged,
            "rebound" => StepEnd.Parked,
            _ => StepEnd.Failed,
        };
    }

    private static Rebound ReboundOf(InMemoryMessage parked, StepDefinition step, DateTimeOffset now, WatchedComponent code)
    {
        var errors = code.Emissions.OfType<Emission.Error>().Select(error => error.Value);
        return new Rebound(parked.Reason!, parked.Rebounds, step.Rebound.Limit, parked.DueAt - now, parked.DueAt)
        {
            Besides = [.. code.End is ComponentEnd.Threw threw ? errors.Append(threw.Error) : errors],
        };
    }

    private static IReadOnlyList<string> KeysOf(InMemoryFlowStore store, StepAddress address, StepInput input) =>
        store.Steps.TryGetValue(address, out var kept) && !kept.Keys.IsEmpty && !kept.Keys.Span.SequenceEqual(input.Keys.Span) && Parse(kept.Keys) is JsonObject keys
            ? [.. keys.Select(key => key.Key)]
            : [];

    private static JsonNode? Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span, documentOptions: BodyText.Deep);
}
