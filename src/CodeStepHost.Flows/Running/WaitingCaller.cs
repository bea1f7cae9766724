using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Running;

/// <summary>One HTTP caller that waits. It is told of messages that end; whether one is left that could still answer is asked of the store, which knows.</summary>
public sealed class WaitingCaller : IDisposable
{
    private readonly ReplyDesk _desk;
    private readonly WakeUps.Bell _bell = new();
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal WaitingCaller(ReplyDesk desk, string id) => (_desk, Id) = (desk, id);

    /// <summary>What its messages carry as <see cref="Messages.NewMessage.ReplyTo"/>.</summary>
    public string Id { get; }

    /// <summary>Ends with <c>{statusCode, body, headers}</c> as JSON, when a message replies.</summary>
    public Task<ReadOnlyMemory<byte>> Reply => _reply.Task;

    /// <summary>Waits until a message replies, or none is left that could, or the time is over.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<CallerOutcome> OutcomeAsync(IFlowQueries queries, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = time.GetTimestamp();
        try
        {
            for (var left = timeout; left > TimeSpan.Zero; left = timeout - time.GetElapsedTime(begun))
            {
                var rung = _bell.WaitAsync(left, time, enough.Token);
                if (await Task.WhenAny(_reply.Task, rung).ConfigureAwait(false) != _reply.Task)
                    await rung.ConfigureAwait(false);

                // A reply comes before the commit of its message: when none is left, all replies are here.
                var isOver = !_reply.Task.IsCompleted && !await queries.CanReplyAsync(Id, cancellationToken).ConfigureAwait(false);
                if (_reply.Task.IsCompleted)
                    return new CallerOutcome.Replied(await _reply.Task.ConfigureAwait(false));
                if (isOver)
                    return new CallerOutcome.Unanswered(await FailedAsync(queries, cancellationToken).ConfigureAwait(false));
            }

            return new CallerOutcome.TimedOut(await NextAsync(queries, time, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _desk.Forget(Id);

    internal bool Take(ReadOnlyMemory<byte> reply) => _reply.TrySetResult(reply);

    internal void LookAgain() => _bell.Ring();

    /// <summary>Of the messages that could still answer, the one that is due next.</summary>
    private async Task<MessageRow?> NextAsync(IFlowQueries queries, TimeProvider time, CancellationToken cancellationToken) =>
        await queries.MessagesAsync(new MessageFilter(Limit: 1) { Now = time.GetUtcNow(), ReplyTo = Id }, cancellationToken).ConfigureAwait(false) is [var next, ..] ? next : null;

    private async Task<ErrorRow?> FailedAsync(IFlowQueries queries, CancellationToken cancellationToken) =>
        await queries.ErrorsAsync(new ErrorFilter(State: null, Limit: 1) { FirstOfCaller = Id }, cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null;
}

/// <summary>What becomes of a caller that waits for a reply.</summary>
public abstract record CallerOutcome
{
    private CallerOutcome()
    {
    }

    /// <param name="Reply"><c>{statusCode, body, headers}</c> as JSON.</param>
    public sealed record Replied(ReadOnlyMemory<byte> Reply) : CallerOutcome;

    /// <summary>All messages that could have replied have ended.</summary>
    /// <param name="Failed">The first error among theirs that no retry has made good; null: there is none.</param>
    public sealed record Unanswered(ErrorRow? Failed) : CallerOutcome;

    /// <param name="Next">A message that may still reply, when nobody waits any more.</param>
    public sealed record TimedOut(MessageRow? Next) : CallerOutcome;
}
