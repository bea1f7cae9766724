namespace CodeStepHost.Components.Code;

/// <summary>
/// How the flows share the processes when these are few. Flows take turns; no flow holds all places while others might need one; and a flow whose
/// scripts end their processes one after another holds one at a time, and waits longer and longer for the next, so that starting processes for it
/// takes nothing from the others.
/// </summary>
/// <remarks>Not safe for several threads: it lives under the pool's lock.</remarks>
internal sealed class FlowShares(SandboxOptions options, TimeProvider time)
{
    // The first death may happen to anybody; from the second on the flow waits, twice as long each time.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    // After so long without a death, or after so many messages in one process, a flow begins anew.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);
    private const long ManyExecutions = 1000;

    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private long _turns;

    /// <summary>A flow that may need processes.</summary>
    public void Know(string flow) => Of(flow);

    /// <summary>A flow got a process, idle ones of its own not counted.</summary>
    public void Took(string flow)
    {
        var share = Of(flow);
        share.Bound++;
        share.LastTurn = ++_turns;
    }

    /// <summary>A process of a flow is gone.</summary>
    /// <param name="executions">How many messages it had served.</param>
    /// <param name="died">Whether it died over its work, by itself or because of a limit.</param>
    public void Lost(string flow, long executions, bool died)
    {
        var share = Of(flow);
        share.Bound--;
        if (!died)
            return;
        if (executions >= ManyExecutions || IsForgotten(share))
            share.Deaths = 0;
        share.Deaths++;
        share.LastDeath = time.GetTimestamp();
        share.Wait = share.Deaths < 2 ? TimeSpan.Zero : FirstWait * Math.Pow(2, Math.Min(share.Deaths - 2, 16));
        if (share.Wait > options.LongestRest)
            share.Wait = options.LongestRest;
    }

    /// <summary>How long the flow has to wait for its next process because of those that it lost.</summary>
    public TimeSpan WaitOf(string flow)
    {
        var share = Of(flow);
        if (share.Deaths < 2 || IsForgotten(share))
            return TimeSpan.Zero;
        var left = share.Wait - time.GetElapsedTime(share.LastDeath);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whether the flow may hold one process more, with <paramref name="promised"/> on their way to it.</summary>
    public bool MayHaveAnother(string flow, int promised)
    {
        var share = Of(flow);
        var held = share.Bound + promised;
        if (held == 0)
            return true;
        if (share.Deaths >= 2 && !IsForgotten(share) && options.LongestRest > TimeSpan.Zero)
            return false;

        // One place is left to the others, if there are any.
        return _shares.Count == 1 || held < options.MaxProcesses - 1;
    }

    /// <summary>The order in which callers are served: those whose flow holds fewest first, then in turns.</summary>
    public IEnumerable<T> InTurn<T>(IEnumerable<T> callers, Func<T, string> flowOf)
    {
        var ahead = new Dictionary<string, int>(StringComparer.Ordinal);
        return callers
            .Select(caller =>
            {
                var flow = flowOf(caller);
                var place = ahead.GetValueOrDefault(flow);
                ahead[flow] = place + 1;
                return (Caller: caller, Held: Of(flow).Bound + place, Of(flow).LastTurn);
            })
            .OrderBy(caller => caller.Held)
            .ThenBy(caller => caller.LastTurn)
            .Select(caller => caller.Caller);
    }

    private bool IsForgotten(Share share) => time.GetElapsedTime(share.LastDeath) >= Forgotten;

    private Share Of(string flow)
    {
        if (!_shares.TryGetValue(flow, out var share))
            _shares.Add(flow, share = new Share());
        return share;
    }

    private sealed class Share
    {
        public int Bound { get; set; }

        public long LastTurn { get; set; }

        public int Deaths { get; set; }

        public long LastDeath { get; set; }

        public TimeSpan Wait { get; set; }
    }
}
