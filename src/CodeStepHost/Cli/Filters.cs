using System.CommandLine;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Cli;

/// <summary>Options and arguments that several verbs have. Each verb has instances of its own.</summary>
internal static class Filters
{
    public static Option<string> Flow() => new("--flow") { Description = "Only of this flow", HelpName = "name" };

    public static Option<string> Step() => new("--step") { Description = "Only of this step", HelpName = "name" };

    public static Option<string> Message() => new("--message") { Description = "Only of this message", HelpName = "id" };

    public static Option<string> Run() => new("--run") { Description = "Only of this run", HelpName = "id" };

    public static Option<DateTimeOffset?> Since(TimeProvider time) => new("--since")
    {
        Description = "Only since then: 30m, 2h, 3d, or a time such as 2026-02-03T10:00Z",
        HelpName = "time",
        CustomParser = result =>
        {
            if (Moment(result.Tokens[0].Value, time.GetUtcNow()) is { } moment)
                return moment;
            result.AddError($"--since is '{result.Tokens[0].Value}'; give a span such as 30m, 2h, 3d, or a time such as 2026-02-03T10:00Z");
            return null;
        },
    };

    public static Option<int> Limit(int most) => new("--limit", "-n")
    {
        Description = $"At most so many (default {most})",
        HelpName = "count",
        DefaultValueFactory = _ => most,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var count) && count > 0)
                return count;
            result.AddError($"--limit is '{result.Tokens[0].Value}'; give a whole number from 1");
            return most;
        },
    };

    /// <summary>An argument <c>flow/step</c>.</summary>
    public static Argument<StepAddress> Address() => new("flow/step")
    {
        Description = "the step, as flow/step",
        CustomParser = result =>
        {
            var parts = result.Tokens[0].Value.Split('/');
            if (parts is [{ Length: > 0 } flow, { Length: > 0 } step])
                return new StepAddress(flow, step);
            result.AddError($"'{result.Tokens[0].Value}' is not a step; write it as flow/step");
            return default;
        },
    };

    private static DateTimeOffset? Moment(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && long.TryParse(text[..^1], out var count) && count is >= 0 and < 1_000_000)
        {
            switch (text[^1])
            {
                case 's': return now - TimeSpan.FromSeconds(count);
                case 'm': return now - TimeSpan.FromMinutes(count);
                case 'h': return now - TimeSpan.FromHours(count);
                case 'd' when count < 100_000: return now - TimeSpan.FromDays(count);
            }
        }

        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }
}
