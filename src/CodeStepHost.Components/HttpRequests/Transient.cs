using System.Net.Http.Headers;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>Tells which failures may be none a little later.</summary>
internal static class Transient
{
    /// <summary>Longer times are mistakes of the server: nobody wants to find a message parked for years.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly HashSet<string> Codes = ["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"];

    /// <summary>408, 423, 429, 5xx, no connection, no answer in time.</summary>
    public static bool Is(HttpAnswer answer) => answer.Error is { } error
        ? error.Code is { } code && Codes.Contains(code)
        : answer.Status is 408 or 423 or 429 or (>= 500 and <= 599);

    /// <summary>How long the server asks to wait; null: it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpAnswer answer, DateTimeOffset now)
    {
        var text = answer.Headers.FirstOrDefault(header => header.Key == "retry-after").Value;
        if (!RetryConditionHeaderValue.TryParse(text, out var value))
            return null;
        var wait = value.Delta ?? (value.Date - now) ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
