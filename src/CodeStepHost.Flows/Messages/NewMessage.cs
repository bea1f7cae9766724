namespace CodeStepHost.Flows.Messages;

/// <summary>A message about to enter a step's queue.</summary>
public sealed record NewMessage
{
    /// <summary>A version 7 uuid without dashes, or what the sender or script gave; at most 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The step that will run it.</summary>
    public required StepAddress Address { get; init; }

    /// <summary>The version of the flow that it was emitted for.</summary>
    public required int FlowVersion { get; init; }

    /// <summary>One firing of a trigger: a webhook call, a scheduled moment, a file.</summary>
    public required string Run { get; init; }

    /// <summary>One message that a trigger accepted, and all that came of it.</summary>
    public required string Thread { get; init; }

    /// <summary>The id of the message whose execution emitted this one.</summary>
    public string? Parent { get; init; }

    /// <summary>The message as a UTF-8 JSON object: <c>body</c>, <c>headers</c>, and what else the sender gave. The host stores and passes it on without reading it.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The waiting HTTP caller that an <c>httpReply</c> of this message, or of one that it leads to, answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>It stays parked until then; null: it is due at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The error record that this message tells an Error-Handling step of; kept on all that the handler emits, so that no handler is ever called for a handler.</summary>
    public long? HandlesError { get; init; }
}

/// <summary>A message that a worker has leased.</summary>
/// <param name="Token">What the worker shows when it renews, stages or commits.</param>
/// <param name="Message">The message.</param>
/// <param name="Attempt">How often it has been claimed, this time included; a retry goes on counting.</param>
/// <param name="Rebounds">How often it has rebounded since it was sent or retried.</param>
/// <param name="EnqueuedAt">When it entered the step's queue first.</param>
/// <param name="Losses">How often a host was lost that had it: at the first time perhaps before it began, since then while it was at work. Any commit counts from zero again.</param>
public sealed record ClaimedMessage(ClaimToken Token, NewMessage Message, int Attempt, int Rebounds, DateTimeOffset EnqueuedAt, int Losses = 0)
{
    /// <summary>How many rebounds beyond its step's limit a person has granted it.</summary>
    public int Granted { get; init; }

    /// <summary>Whether it is the one message that is tried while its step is on hold.</summary>
    public bool IsProbe { get; init; }
}

/// <summary>A lease on one message. Each claim raises the generation, so a worker that lost its lease is refused.</summary>
/// <param name="Key">The store's key of the message.</param>
/// <param name="Generation">Which claim of the message it is.</param>
public readonly record struct ClaimToken(long Key, int Generation);
