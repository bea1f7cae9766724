using System.Collections.Concurrent;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Running;

/// <summary>HTTP callers that wait for an <c>httpReply</c> from somewhere in their flow.</summary>
public sealed class ReplyDesk
{
    private readonly ConcurrentDictionary<string, WaitingCaller> _waiting = new();

    /// <summary>Starts to wait. Dispose when the caller has gone, so that later replies are known to reach nobody.</summary>
    /// <param name="now">The caller's moment, for the id.</param>
    public WaitingCaller Wait(DateTimeOffset now)
    {
        var caller = new WaitingCaller(this, MessageIds.New(now));
        _waiting[caller.Id] = caller;
        return caller;
    }

    /// <summary>Answers a caller.</summary>
    /// <returns>False when it no longer waits, or has been answered.</returns>
    public bool Answer(string caller, ReadOnlyMemory<byte> reply) => _waiting.TryGetValue(caller, out var waiting) && waiting.Take(reply);

    /// <summary>A message that could have answered this caller has ended, and nothing went on from it.</summary>
    public void LookAgain(string caller)
    {
        if (_waiting.TryGetValue(caller, out var waiting))
            waiting.LookAgain();
    }

    /// <summary>Messages may have ended that any caller waits for: another process has written to the store.</summary>
    public void LookAgain()
    {
        foreach (var waiting in _waiting.Values)
            waiting.LookAgain();
    }

    internal void Forget(string caller) => _waiting.TryRemove(caller, out _);
}
