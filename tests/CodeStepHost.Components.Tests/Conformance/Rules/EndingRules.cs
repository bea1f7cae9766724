using System.Text.RegularExpressions;

namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>How a message ends, and what is kept of what it emitted.</summary>
internal static class EndingRules
{
    private const string LimitExceeded = "Rebound limit exceeded";
    private const string NeverSettles = "The promise that the script returned never settles: nothing is left that could settle it.";

    public static IReadOnlyList<Happening>? OneRebound(RuleCase @case)
    {
        var rebounds = @case.ExpectedOf(Happening.Rebound).ToList();
        if (rebounds.Count < 2)
            return null;
        var first = true;
        var kept = @case.Expected.Where(happening => happening.Kind != Happening.Rebound || (first && !(first = false)));
        return [.. kept, .. rebounds.Skip(1).Select(rebound => new Happening(Happening.Log, $"warn A second rebound in one execution changes nothing; its reason: {rebound.ErrorMessage}"))];
    }

    public static IReadOnlyList<Happening>? ReboundLimit(RuleCase @case)
    {
        var limit = ProbeStep.Policy(@case.Probe).Limit;
        var ended = Happening.OfError("Error", LimitExceeded, hasStack: false);
        var over = @case.Expected.Select(happening => IsOver(happening, limit) ? ended : happening).ToList();
        return over.SequenceEqual(@case.Expected) && !(@case.Expected.Contains(ended) && @case.Expected.Contains(Happening.Acknowledged)) ? null : RuleCase.WithEnd(over, Happening.Failed);
    }

    public static IReadOnlyList<Happening>? ThrowAfterRebound(RuleCase @case)
    {
        if (!OriginalOutcome.Threw(@case.Probe) || !@case.Expects(Happening.Rebound) || !@case.Expects(Happening.Error))
            return null;
        var kept = @case.Expected.TakeWhile(happening => happening.Kind != Happening.Rebound).Append(@case.ExpectedOf(Happening.Rebound).First()).ToList();
        var leaves = kept.FindLast(happening => happening.Kind == Happening.Snapshot) is { } snapshot ? Outcome.LeavesOf(RuleJson.Parse(snapshot.Text)) : @case.Leaves;
        return [.. kept, Happening.Parked, .. leaves is null ? [] : new[] { leaves }, .. @case.ExpectedOf(Happening.Log)];
    }

    public static IReadOnlyList<Happening>? ErrorBesideRebound(RuleCase @case) =>
        @case.Expects(Happening.Rebound) && @case.Expects(Happening.Error) && !OriginalOutcome.Threw(@case.Probe)
            ? RuleCase.WithEnd(@case.Expected.Where(happening => happening.Kind != Happening.Error), Happening.Parked)
            : null;

    public static IReadOnlyList<Happening>? DroppedByThrow(RuleCase @case)
    {
        if (!OriginalOutcome.Threw(@case.Probe) || @case.Expects(Happening.Rebound) || !@case.Expects(Happening.Error))
            return null;
        var failed = @case.FailsWith(@case.ExpectedOf(Happening.Error));
        return failed.SequenceEqual(@case.Expected) ? null : failed;
    }

    public static IReadOnlyList<Happening>? AfterEnd(RuleCase @case)
    {
        if (!@case.Says(@"emit\(\s*['""]end['""]") || OriginalOutcome.Threw(@case.Probe))
            return null;
        var name = OriginalOutcome.AfterEnd(@case.Probe) ?? LaterName(@case);
        var isReturned = LaterName(@case) is null && @case.Says(@"\breturn\s*\{");
        var refused = Happening.OfError("Error", isReturned ? "A value was returned after emit('end'); nothing can be sent after the end." : $"emit('{name}') came after emit('end'); nothing can be emitted after the end.", hasStack: true);
        return name is null ? null : @case.FailsWith(refused);
    }

    // Whatever is not awaited may reach the original's queue before its acknowledgement does.
    private static string? LaterName(RuleCase @case) =>
        Regex.Match(@case.Script, @"emit\(\s*['""]end['""].*?emit\(\s*['""](?<name>\w+)['""]", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1)) is { Success: true } later
            && later.Groups["name"].Value is not "end" and var name ? name : null;

    /// <summary>What an acknowledged message still emitted counts.</summary>
    public static IReadOnlyList<Happening>? LateWork(RuleCase @case) =>
        @case.Expected.Contains(Happening.Acknowledged) && @case.Expects(Happening.Error) && OriginalOutcome.AfterEnd(@case.Probe) is not null
            ? RuleCase.WithEnd(@case.Expected, Happening.Failed)
            : null;

    public static IReadOnlyList<Happening>? Unhandled(RuleCase @case)
    {
        if (@case.ExpectedOf(Happening.Unhandled).FirstOrDefault() is not { } lost)
            return null;
        var ours = @case.OursOf(Happening.Error).Where(error => error.ErrorMessage == lost.Text).Take(1).DefaultIfEmpty(Happening.OfError("Error", lost.Text, hasStack: true));
        return @case.FailsWith(ours);
    }

    public static IReadOnlyList<Happening>? Never(RuleCase @case) =>
        @case.Expected.Contains(Happening.Never) ? @case.FailsWith(Happening.OfError("Error", NeverSettles, hasStack: false)) : null;

    private static bool IsOver(Happening happening, int limit) =>
        (happening.Kind == Happening.Rebound && int.Parse(happening.Text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > limit)
        || (happening.Kind == Happening.Error && happening.ErrorMessage == LimitExceeded);
}
