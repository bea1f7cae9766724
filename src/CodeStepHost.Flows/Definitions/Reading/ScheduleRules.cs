using System.Globalization;
using Cronos;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of a schedule: a cron expression that comes true some day, in a time zone that exists.</summary>
internal static class ScheduleRules
{
    private static readonly (string Name, string Range)[] Fields =
    [
        ("second", "0 to 59"),
        ("minute", "0 to 59"),
        ("hour", "0 to 23"),
        ("day of month", "1 to 31"),
        ("month", "1 to 12 or JAN to DEC"),
        ("day of week", "0 to 7 or SUN to SAT"),
    ];

    // Any day will do: the calendar repeats, and an expression that never comes true does not come true from here either.
    private static readonly DateTime SomeDay = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Check(SourceMap config, ProblemList problems)
    {
        if (config.Scalar("cron") is { } cron && Explain(cron.Text) is { } reason)
        {
            problems.ErrorUnlessReported(cron.Place, ProblemCodes.Schedule, reason);
        }

        if (config.Scalar("zone") is { } zone && !Exists(zone.Text))
        {
            problems.ErrorUnlessReported(zone.Place, ProblemCodes.Schedule, $"there is no time zone {Quote.Text(zone.Text)}", problems.IsFull ? null : Nearest(zone.Text));
        }

        if (config.Find("missedLimit") is { } limit && config.Scalar("missed")?.Text != "all")
        {
            problems.ErrorUnlessReported(limit.Place, ProblemCodes.Config, "`missedLimit` needs `missed: all`: of other missed moments there is one message at most");
        }
    }

    /// <summary>What is wrong with a cron expression.</summary>
    /// <returns>Null when nothing is.</returns>
    public static string? Explain(string text)
    {
        if (text.StartsWith('@'))
        {
            return CronExpression.TryParse(text, out _) ? null : $"the schedule {Quote.Text(text)} is not known; write a cron expression such as `0 6 * * MON-FRI`, or `@hourly` or `@daily`";
        }

        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            return string.Create(CultureInfo.InvariantCulture, $"a cron expression has 5 fields (minute, hour, day of month, month, day of week), or 6 that begin with the second; found {fields.Length}");
        }

        if (!TryParse(fields, out var expression))
        {
            for (var i = 0; i < fields.Length; i++)
            {
                // One wrong field among stars is the one to name.
                var alone = Enumerable.Repeat("*", fields.Length).ToArray();
                alone[i] = fields[i];
                if (!TryParse(alone, out _))
                {
                    var (name, range) = Fields[i + Fields.Length - fields.Length];
                    return $"the field {Quote.Text(fields[i])} (the {name}, {range}) of the cron expression is wrong";
                }
            }

            return $"{Quote.Text(text)} is not a cron expression";
        }

        return expression.GetNextOccurrence(SomeDay) is null ? $"the schedule {Quote.Text(text)} never comes true" : null;
    }

    private static bool TryParse(string[] fields, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CronExpression? expression) =>
        CronExpression.TryParse(string.Join(' ', fields), fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out expression);

    // The system looks a zone up as a file below its own folder; a name that climbs out of it is none.
    private static bool Exists(string zone) =>
        zone.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>The zone that is written nearly so, or whose city is.</summary>
    private static string? Nearest(string written)
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal).ToList();
        return zones.Find(zone => zone.EndsWith("/" + written, StringComparison.OrdinalIgnoreCase)) ?? NearestName.Find(written, zones);
    }
}
