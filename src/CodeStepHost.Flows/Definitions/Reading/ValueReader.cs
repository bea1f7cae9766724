namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Reads values whose form the schema has checked; what only reading them shows is reported here.</summary>
internal static class ValueReader
{
    /// <summary>A duration; null when the key is absent or unusable.</summary>
    public static TimeSpan? Duration(SourceMap? map, string key, ProblemList problems)
    {
        if (map?.Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (Definitions.Duration.TryParse(scalar.Text, out var duration) && duration <= Longest)
        {
            return duration;
        }

        problems.ErrorUnlessReported(scalar.Place, ProblemCodes.WrongValue, $"{Quote.Text(key)} must be a duration of at most {Definitions.Duration.Format(Longest)}, found {JsonForm.Describe(scalar)}");
        return null;
    }

    /// <summary>A duration of more than zero; null when the key is absent or unusable.</summary>
    public static TimeSpan? PositiveDuration(SourceMap? map, string key, ProblemList problems)
    {
        var duration = Duration(map, key, problems);
        if (duration == TimeSpan.Zero)
        {
            problems.ErrorUnlessReported(map!.Scalar(key)!.Place, ProblemCodes.WrongValue, $"{Quote.Text(key)} must be more than zero");
            return null;
        }

        return duration;
    }

    /// <summary>A size from 1 byte up to a largest one; null when the key is absent or unusable.</summary>
    public static long? Size(SourceMap? map, string key, long most, ProblemList problems)
    {
        if (map?.Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (ByteSize.TryParse(scalar.Text, out var bytes) && bytes >= 1 && bytes <= most)
        {
            return bytes;
        }

        problems.ErrorUnlessReported(scalar.Place, ProblemCodes.WrongValue, $"{Quote.Text(key)} must be from 1 byte to {ByteSize.Format(most)}, found {JsonForm.Describe(scalar)}");
        return null;
    }

    /// <summary>A number whose range the schema has checked; null when the key is absent or unusable.</summary>
    public static double? Number(SourceMap? map, string key) => map?.Scalar(key) is { } scalar ? JsonForm.NumberOf(scalar) : null;

    /// <summary>A whole number from 0 whose range the schema has checked; null when the key is absent or unusable.</summary>
    public static int? Integer(SourceMap? map, string key) => Number(map, key) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    /// <summary>A rebound policy; what it does not say is inherited.</summary>
    public static ReboundPolicy Rebound(SourceMap? map, ReboundPolicy inherited, ProblemList problems) => map is null ? inherited : new ReboundPolicy(
        PositiveDuration(map, "first", problems) ?? inherited.First,
        Number(map, "factor") ?? inherited.Factor,
        Integer(map, "limit") ?? inherited.Limit,
        Number(map, "jitter") ?? inherited.Jitter);

    /// <summary>Longer times are mistakes, and would leave the calendar when added to one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);
}
