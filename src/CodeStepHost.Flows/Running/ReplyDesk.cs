using System.Collections.Concurrent;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Running;

/// <summary>HTTP callers that wait for an <c>httpReply</c> from somewhere in their flow.</summary>
public sealed class ReplyDesk
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ReadOnlyMemory<byte>>> _waiting = new();

    /// <summary>Starts to wait. Dispose when the caller has gone, so that later replies are known to reach nobody.</summary>
    /// <param name="now">The caller's moment, for the id.</param>
    public WaitingCaller Wait(DateTimeOffset now)
    {
        var id = MessageIds.New(now);
        var answer = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        return new WaitingCaller(this, id, answer.Task);
    }

    /// <summary>Answers a caller.</summary>
    /// <returns>False when it no longer waits, or has been answered.</returns>
    public bool Answer(string caller, ReadOnlyMemory<byte> reply) => _waiting.TryGetValue(caller, out var answer) && answer.TrySetResult(reply);

    /// <summary>One waiting caller.</summary>
    /// <param name="Id">What its messages carry as <see cref="NewMessage.ReplyTo"/>.</param>
    /// <param name="Reply">Ends with <c>{statusCode, body, headers}</c> as JSON.</param>
    public sealed record WaitingCaller(ReplyDesk Desk, string Id, Task<ReadOnlyMemory<byte>> Reply) : IDisposable
    {
        public void Dispose() => Desk._waiting.TryRemove(Id, out _);
    }
}
