namespace CodeStepHost.Components.Code;

/// <summary>
/// Starts that failed for a reason that may pass, such as a machine that is too busy: the next one waits a little, and may take longer, as a start that is ended half way is work for nothing.
/// By memory limit, as that is all in which processes differ before they have a flow.
/// </summary>
/// <remarks>Not safe for several threads: it lives under the pool's lock.</remarks>
internal sealed class StartTroubles(SandboxOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly Dictionary<long, Trouble> _troubles = [];

    /// <summary>How long a start with this memory limit may take.</summary>
    public TimeSpan LimitOf(long memory) => _troubles.TryGetValue(memory, out var trouble) ? trouble.Limit : options.StartTime;

    /// <summary>How long until the next start with this memory limit.</summary>
    public TimeSpan PauseOf(long memory)
    {
        if (!_troubles.TryGetValue(memory, out var trouble))
            return TimeSpan.Zero;
        var left = Pause - time.GetElapsedTime(trouble.LastFailure);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A start failed that was given this long.</summary>
    public void Failed(long memory, TimeSpan limit, bool wasSlow)
    {
        var next = LimitOf(memory);
        if (wasSlow && limit >= next)
            next = limit * 2 < LongestStart ? limit * 2 : limit > LongestStart ? limit : LongestStart;
        _troubles[memory] = new Trouble(next, time.GetTimestamp());
    }

    /// <summary>A start went well.</summary>
    public void Passed(long memory) => _troubles.Remove(memory);

    private sealed record Trouble(TimeSpan Limit, long LastFailure);
}
