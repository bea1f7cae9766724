using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Messages;

/// <summary>Takes messages in from outside: gives them ids, threads and addresses, stores them, and wakes the steps that they go to.</summary>
public sealed class MessageIntake(IFlowStore store, WakeUps wakeUps, TimeProvider time)
{
    /// <summary>Takes messages in for the steps after a trigger, all or none.</summary>
    /// <param name="run">The firing of the trigger that they belong to; null: a new one.</param>
    /// <exception cref="MessageTooLargeException">One of them is over the trigger's <c>limits.message</c>; none was taken in.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot write; none was taken in.</exception>
    public async Task<IntakeResult> AcceptAsync(FlowVersion flow, StepDefinition trigger, IReadOnlyList<IncomingMessage> messages, string? run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        run ??= MessageIds.New(now);
        var intakes = messages.Select(message => Address(flow, trigger, message, run, now)).ToList();
        var taken = await store.EnqueueAsync(intakes, now, cancellationToken).ConfigureAwait(false);
        foreach (var address in intakes.SelectMany(intake => intake.Messages).Select(message => message.Address).Distinct())
            wakeUps.Signal(address);
        return new IntakeResult(run, taken, messages.Count - taken, [.. intakes.Select(intake => intake.Id)]);
    }

    /// <summary>Remembers a mark beside the ids of a trigger's messages, for as long as them.</summary>
    /// <param name="mark">What no id of a message is.</param>
    /// <returns>Whether it was not known.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    public async Task<bool> RememberAsync(FlowVersion flow, StepDefinition trigger, string mark, CancellationToken cancellationToken) =>
        await store.EnqueueAsync([new Intake(mark, new StepAddress(flow.Definition.Name, trigger.Name), [])], time.GetUtcNow(), cancellationToken).ConfigureAwait(false) == 1;

    private static ReadOnlyMemory<byte> ContentOf(FlowDefinition flow, StepDefinition trigger, IncomingMessage message) =>
        flow.Passthrough is { } policy ? new Passthrough(policy, incoming: default).Leaving(trigger.Name, message.Content) : message.Content;

    private static Intake Address(FlowVersion flow, StepDefinition trigger, IncomingMessage message, string run, DateTimeOffset now)
    {
        if (message.Content.Length > trigger.Limits.MessageBytes)
            throw new MessageTooLargeException(message.Content.Length, trigger.Limits.MessageBytes);
        var id = message.Id ?? MessageIds.New(now);
        var thread = MessageIds.New(now);
        var targets = message.ForTriggerItself ? [trigger.Name] : trigger.To;
        return new Intake(id, new StepAddress(flow.Definition.Name, trigger.Name), [.. targets.Select(step => new NewMessage
        {
            Id = id,
            Address = new StepAddress(flow.Definition.Name, step),
            FlowVersion = flow.Number,
            Run = run,
            Thread = thread,
            Content = message.ForTriggerItself ? message.Content : ContentOf(flow.Definition, trigger, message),
            ReplyTo = message.ReplyTo,
        })]);
    }
}

/// <summary>A message from outside.</summary>
/// <param name="Id">What makes it the same message when it is sent again; null: a new one each time.</param>
/// <param name="Content">A JSON object with <c>body</c> and <c>headers</c>.</param>
/// <param name="ReplyTo">The waiting HTTP caller.</param>
/// <param name="ForTriggerItself">Whether it is run by the trigger step rather than the steps after it: a malformed record, which fails there and waits on the errors list.</param>
public sealed record IncomingMessage(string? Id, ReadOnlyMemory<byte> Content, string? ReplyTo = null, bool ForTriggerItself = false);

/// <param name="Run">The firing of the trigger.</param>
/// <param name="New">How many were taken in.</param>
/// <param name="Known">How many had been taken in before and were left out.</param>
/// <param name="Ids">The ids, in the order of the messages.</param>
public sealed record IntakeResult(string Run, int New, int Known, IReadOnlyList<string> Ids);

/// <summary>A message from outside is larger than its trigger allows.</summary>
public sealed class MessageTooLargeException(long size, long limit) : Exception($"The message has {size} bytes; limits.message of its trigger allows {limit}.");
