using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Output;

/// <summary>Times, spans, sizes and counts as people read them.</summary>
internal static class Figures
{
    /// <summary><c>3m ago</c>, <c>in 1m35s</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = at - now;
        if (distance.Duration() < TimeSpan.FromSeconds(1))
            return "now";
        return distance > TimeSpan.Zero ? $"in {Span(distance)}" : $"{Age(-distance)} ago";
    }

    /// <summary><c>3m</c>, <c>1h12m</c>, <c>5d</c>: seconds do not matter after a minute.</summary>
    public static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(1) ? $"{Math.Max(0, (long)age.TotalSeconds)}s"
        : age < TimeSpan.FromHours(1) ? $"{(long)age.TotalMinutes}m"
        : Span(age);

    /// <summary><c>2026-02-03T10:00:00Z</c>.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    /// <summary><c>2026-02-03T10:00:00Z (3m ago)</c>.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) => $"{Utc(at)} ({Relative(at, now)})";

    /// <summary><c>12ms</c>, <c>1.5s</c>, <c>2m15s</c>, <c>1h53m</c>, <c>3d4h</c>.</summary>
    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.FromMilliseconds(1) && span > TimeSpan.Zero)
            return "<1ms";
        if (span < TimeSpan.FromSeconds(1))
            return $"{(long)span.TotalMilliseconds}ms";
        if (span < TimeSpan.FromMinutes(1))
            return $"{Math.Floor(span.TotalSeconds * 10) / 10:0.#}s";
        var seconds = (long)Math.Round(span.TotalSeconds, MidpointRounding.AwayFromZero);
        return seconds switch
        {
            < 3600 => Two(seconds / 60, "m", seconds % 60, "s"),
            < 86400 => Two(seconds / 3600, "h", seconds % 3600 / 60, "m"),
            _ => Two(seconds / 86400, "d", seconds % 86400 / 3600, "h"),
        };

        static string Two(long large, string unit, long small, string smallUnit) => small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smallUnit}";
    }

    /// <summary><c>64 KiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => $"{bytes / 1024.0:0.#} KiB",
        < 1 << 30 => $"{bytes / 1048576.0:0.#} MiB",
        _ => $"{bytes / 1073741824.0:0.#} GiB",
    };

    /// <summary><c>1,000,000</c>.</summary>
    public static string Count(long count) => count.ToString("N0");

    /// <summary><c>1 message</c>, <c>2 messages</c>.</summary>
    public static string Count(long count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{Count(count)} {many ?? one + "s"}";

    /// <summary>The whole schedule with its total: <c>1m, 1m30s, 2m15s = 4m45s in all</c>. The rebound that a message waits for is in brackets.</summary>
    /// <param name="current">From 1; 0 for none.</param>
    public static string Schedule(ReboundPolicy policy, int current = 0)
    {
        if (policy.Limit == 0)
            return "none: the first rebound fails the message";
        var waits = policy.Schedule().ToList();
        var texts = waits.Select((wait, index) => index + 1 == current ? $"[{Span(wait)}]" : Span(wait)).ToList();
        if (texts.Count > 24)
        {
            var skipped = texts.Count - 16;
            texts.RemoveRange(12, skipped);
            texts.Insert(12, $"… {skipped} more …");
        }

        var total = waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum < TimeSpan.FromDays(365_000) ? sum + wait : sum);
        var jitter = policy.Jitter > 0 ? $", each up to {policy.Jitter:P0} longer at random" : "";
        return $"{string.Join(", ", texts)} = {Span(total)} in all{jitter}";
    }
}
