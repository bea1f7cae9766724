using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Testing.Running;

/// <summary>Runs the messages of a test's step, one at a time, and tells of each what came of it alone.</summary>
internal sealed class Runs(
    StepInput input,
    StepDefinition step,
    StepAddress address,
    InMemoryFlowStore store,
    Func<StepLogWriter, StepRunner> runnerOf,
    LeaseKeeper leases,
    OpenLane lane,
    StepState state,
    WatchedComponent component,
    RecordedHttp http,
    StageDatabase database,
    FixedClock clock)
{
    /// <summary>Claims the message that is due, runs it, and reads what was committed.</summary>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    public async Task<StepResult> NextAsync(CancellationToken cancellationToken)
    {
        var before = Seen.Of(store, http, database);
        var former = await store.SnapshotAsync(address, cancellationToken).ConfigureAwait(false);
        component.Emissions.Clear();
        var claim = await store.ClaimAsync(new ClaimRequest(address, 1, "test", clock.Now, clock.Now + LeaseKeeper.Lease), cancellationToken).ConfigureAwait(false);
        var message = claim.Messages[0];
        leases.Keep(message.Token);
        await state.LoadAsync(lane.Lane.UsesSnapshot, cancellationToken).ConfigureAwait(false);

        // Its end is what stores the last lines.
        var logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance);
        await using (logs.ConfigureAwait(false))
            await runnerOf(logs).RunAsync(message, lane, Task.CompletedTask, static () => { }, cancellationToken).ConfigureAwait(false);

        var commit = store.Executions[^1].Execution;
        var data = component.Emissions.OfType<Emission.Data>().Take(commit.Emitted).ToList();
        var snapshot = await store.SnapshotAsync(address, cancellationToken).ConfigureAwait(false);
        var end = EndOf(commit.Outcome, cancellationToken);
        return new StepResult
        {
            End = end,
            Emitted = [.. data.Select(emission => new EmittedMessage(emission.Id, Content(emission)) { To = emission.To })],
            Rebound = end == StepEnd.Parked && store.Messages.Find(row => row.Message.Address == address && row.Message.Id == message.Message.Id) is { Reason: not null } parked ? ReboundOf(parked) : null,
            Errors = [.. store.Errors.Where(error => error.Id > 0).Skip(before.Errors).Select(error => error.Error)],
            Handled = store.Errors.Exists(error => error.Id < 0 && error.State == ErrorState.Handled),
            Snapshot = snapshot is not null && snapshot.Version != former?.Version ? new SnapshotChange(Parse(snapshot.Value!.Value)) : null,
            Keys = KeysOf(),
            WakeUps = [.. component.Emissions.OfType<Emission.WakeUp>().Where(_ => end != StepEnd.Failed).Select(wakeUp => wakeUp.At)],
            Statements = [.. database.Made.Skip(before.Statements)],
            Logs = [.. store.Logs.Skip(before.Logs).Select(line => new LoggedLine(line.Level, line.Text))],
            Http = [.. http.Made.Skip(before.Calls)],
            UnexpectedCalls = [.. http.Unexpected.Skip(before.Unexpected)],
            UnexpectedStatements = database.Recorded is { } recorded ? [.. recorded.Unexpected.Skip(before.UnexpectedStatements)] : [],
            UnusedAnswers = [.. http.Unused, .. Enumerable.Repeat("a result of `database`", database.Recorded?.Unused ?? 0)],
        };
    }

    public static JsonNode? Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span, documentOptions: BodyText.Deep);

    /// <summary>What the step emitted. What the flow's messages carry besides is the host's doing, and nothing of what the step itself writes there is kept.</summary>
    private JsonNode Content(Emission.Data emission)
    {
        var content = Parse(emission.Content)!;
        if (input.Flow.Passthrough is not null && content is JsonObject message)
            message.Remove("passthrough");
        return content;
    }

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

    private Rebound ReboundOf(InMemoryMessage parked)
    {
        var errors = component.Emissions.OfType<Emission.Error>().Select(error => error.Value);
        return new Rebound(parked.Reason!, parked.Rebounds, step.Rebound.Limit, parked.DueAt - clock.Now, parked.DueAt)
        {
            Besides = [.. component.End is ComponentEnd.Threw threw ? errors.Append(threw.Error) : errors],
        };
    }

    private IReadOnlyList<string> KeysOf() =>
        store.Steps.TryGetValue(address, out var kept) && !kept.Keys.IsEmpty && !kept.Keys.Span.SequenceEqual(input.Keys.Span) && Parse(kept.Keys) is JsonObject keys
            ? [.. keys.Select(key => key.Key)]
            : [];

    /// <summary>How much of everything was there before a message.</summary>
    private sealed record Seen(int Errors, int Logs, int Calls, int Unexpected, int Statements, int UnexpectedStatements)
    {
        public static Seen Of(InMemoryFlowStore store, RecordedHttp http, StageDatabase database) => new(
            store.Errors.Count(error => error.Id > 0), store.Logs.Count, http.Made.Count, http.Unexpected.Count, database.Made.Count, database.Recorded?.Unexpected.Count ?? 0);
    }
}
