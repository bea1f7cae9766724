using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Running;

/// <summary>What a kind of step does with its messages. One instance serves all steps of its kinds.</summary>
public interface IStepComponent
{
    /// <summary>Whether steps with this <c>uses</c> are run by this component.</summary>
    bool Runs(string uses);

    /// <summary>
    /// Opens a lane: a path along which messages of one step run one after another. A step has as many lanes as its concurrency.
    /// A step that cannot run (a script that no longer compiles, a missing connection) opens a lane that fails each message with the real error.
    /// </summary>
    ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken);
}

/// <summary>One path through a step. Messages handed over run in that order, one at a time.</summary>
public interface IStepLane : IAsyncDisposable
{
    /// <summary>How many messages may be handed over before the first has ended. More than 1 hides the way to a script process; they still run one at a time.</summary>
    int Depth { get; }

    /// <summary>Whether the step reads or writes its snapshot, so that each message must see what the former one left.</summary>
    bool UsesSnapshot { get; }

    /// <summary>Works on one message. Never throws for what the step itself does wrong.</summary>
    /// <param name="execution">The message and where its emissions go.</param>
    /// <param name="stopWork">The host's last word: end now, as <see cref="ComponentEnd.Interrupted"/>.</param>
    Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork);
}

/// <summary>One message at work in a step.</summary>
/// <param name="Claimed">The message.</param>
/// <param name="Snapshot">The step's snapshot as JSON; empty when it has none.</param>
/// <param name="Keys">The step's stored credential as a JSON object; empty when it has none. Its members are laid over the step's config.</param>
/// <param name="StartedAt">The execution's clock starts here; recorded, so that a run can be repeated.</param>
/// <param name="Seed">Where the execution's random numbers start; recorded.</param>
/// <param name="Emissions">Where what the component emits is held until the commit.</param>
public sealed record StepExecution(
    ClaimedMessage Claimed,
    ReadOnlyMemory<byte> Snapshot,
    ReadOnlyMemory<byte> Keys,
    DateTimeOffset StartedAt,
    ulong Seed,
    IEmissions Emissions)
{
    /// <summary>Whether an HTTP caller waits for an <c>httpReply</c>.</summary>
    public bool CanReply => Claimed.Message.ReplyTo is not null;
}

/// <summary>Receives what a component emits. Data, snapshots and errors are held until the commit; logs and replies pass at once.</summary>
public interface IEmissions
{
    /// <summary>Holds one emission; waits while large amounts are being staged on disk.</summary>
    /// <returns>The limit that the emission broke, in which case it was not kept; otherwise null.</returns>
    ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken);

    /// <summary>Records a line that the step logged.</summary>
    void Log(StepLogLevel level, string text);

    /// <summary>Tells of an HTTP call that the step made and of what came of it: kept when the message fails. From any thread.</summary>
    void Called(HttpExchange exchange)
    {
        // Who only watches emissions keeps none.
    }

    /// <summary>Answers the waiting HTTP caller at once.</summary>
    /// <param name="reply"><c>{statusCode, body, headers}</c> as JSON.</param>
    /// <returns>False when nobody waits any more.</returns>
    bool Reply(ReadOnlyMemory<byte> reply);
}
