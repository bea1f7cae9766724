using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Times as people write them: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>, <c>2h</c>, <c>1d</c>.</summary>
public static partial class Duration
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration: whole numbers with units, largest unit first, each unit at most once.</summary>
    /// <returns>False when the text is none, or is longer than a <see cref="TimeSpan"/> can be.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var ticks = default(Int128);
        foreach (var (unit, size) in Units)
        {
            var digits = match.Groups[unit].ValueSpan;
            if (digits.IsEmpty)
            {
                continue;
            }

            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            ticks += (Int128)count * size;
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        duration = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>Reads a duration that was checked before, as every one in a deployed flow was.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"{text} is no duration such as 2s or 1m30s.");

    /// <summary>Writes a duration in its shortest exact form: <c>1m30s</c>, <c>2m15s</c>, <c>0s</c>. What is shorter than a millisecond is rounded away.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder();
        if (duration < TimeSpan.Zero)
        {
            text.Append('-');
        }

        var rest = Int128.Abs(duration.Ticks);
        rest = (rest + (TimeSpan.TicksPerMillisecond / 2)) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;
        if (rest == 0)
        {
            return "0s";
        }

        foreach (var (unit, size) in Units)
        {
            if (rest >= size)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / size}{unit}");
                rest %= size;
            }
        }

        return text.ToString();
    }

    // \z: `$` would also let a line break at the end pass.
    [GeneratedRegex(@"\A(?=[0-9])((?<d>[0-9]+)d)?((?<h>[0-9]+)h)?((?<m>[0-9]+)m(?!s))?((?<s>[0-9]+)s)?((?<ms>[0-9]+)ms)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
