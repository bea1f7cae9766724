using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Guesses the duration or size behind a common other way of writing it: <c>60</c>, <c>5 min</c>, <c>10M</c>.</summary>
internal static partial class ValueHints
{
    public static string? Duration(string text)
    {
        if (OtherDuration().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value.ToLowerInvariant() switch
        {
            "" => "s",
            "ms" or "msec" => "ms",
            var word when word.StartsWith("mil", StringComparison.Ordinal) => "ms",
            var word => word[..1],
        };
        return match.Groups["count"].Value + unit;
    }

    public static string? Size(string text) =>
        OtherSize().Match(text) is { Success: true } match
            ? $"{match.Groups["count"].Value}{match.Groups["unit"].Value.ToUpperInvariant()}iB"
            : null;

    [GeneratedRegex(@"\A(?<count>[0-9]{1,9})\s*(?<unit>ms|msec|millis|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)?\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OtherDuration();

    [GeneratedRegex(@"\A(?<count>[0-9]{1,9})\s*(?<unit>[kmg])(i?b)?\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OtherSize();
}
