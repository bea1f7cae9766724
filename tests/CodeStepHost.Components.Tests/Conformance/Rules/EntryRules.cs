namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>Which scripts run, and what becomes of what they return.</summary>
internal static class EntryRules
{
    private const string SyncRun = @"(?<!async\s+)function\s*\*?\s*run\b|\brun\s*=\s*(function|\(|\w+\s*=>)";

    public static IReadOnlyList<Happening>? RefusedAtUpload(RuleCase @case)
    {
        if (@case.Ours is not [{ Kind: Happening.End } end] || !end.Text.StartsWith("refused ", StringComparison.Ordinal))
            return null;
        var isRight = end.Text.Split(' ')[1] switch
        {
            "script.syntax" => @case.ExpectedOf(Happening.Error).All(error => error.ErrorName == "SyntaxError") && @case.Expects(Happening.Error),
            "script.no-entry" => !@case.Expected.Any(happening => happening.Kind is not (Happening.End or Happening.Leaves)),
            "script.unknown-module" => @case.Says(@"\brequire\("),
            _ => false,
        };
        return isRight ? @case.Ours : null;
    }

    /// <summary>A module is required where that is not certain: the message that comes there fails.</summary>
    public static IReadOnlyList<Happening>? UnknownModule(RuleCase @case) =>
        @case.OursOf(Happening.Error).ToList() is [var error] && error.ErrorMessage.StartsWith("Cannot find module '", StringComparison.Ordinal)
        && @case.Says(@"\brequire\(\s*[""']" + System.Text.RegularExpressions.Regex.Escape(error.ErrorMessage.Split('\'')[1]))
            ? @case.FailsWith(error)
            : null;

    /// <summary>The original found no <c>run</c> and acknowledged the message.</summary>
    public static IReadOnlyList<Happening>? Found(RuleCase @case)
    {
        var foundNothing = @case.Expected.All(happening => happening.Kind is Happening.End or Happening.Leaves) && @case.Expected.Contains(Happening.Acknowledged);
        return foundNothing && @case.Says(@"\b(const|let|class)\s+run\b|\bexports\b|async\s+function\s*\*\s*run\b|\bvar\s+run\s*=\s*[\d{""'[]") ? @case.Ours : null;
    }

    public static IReadOnlyList<Happening>? ArrowThis(RuleCase @case) =>
        @case.Says(@"\brun\s*=\s*(async\s*)?(\([^)]*\)|\w+)\s*=>") && @case.Says(@"\bthis\b")
            && @case.ExpectedOf(Happening.Error).Any(error => error.ErrorName == "TypeError" && (error.ErrorMessage.Contains("this.", StringComparison.Ordinal) || error.ErrorMessage.Contains("of undefined", StringComparison.Ordinal)))
            ? @case.Ours
            : null;

    /// <summary>One more message than the original's, and it is the last.</summary>
    public static IReadOnlyList<Happening>? SyncReturn(RuleCase @case)
    {
        if (!@case.Says(SyncRun))
            return null;
        if (@case.ExpectedOf(Happening.Error).Any(error => error.ErrorMessage.Contains("null (reading 'then')", StringComparison.Ordinal)))
            return [Happening.Acknowledged, .. @case.Leaves is { } leaves ? [leaves] : Array.Empty<Happening>()];
        var last = @case.OursOf(Happening.Data).LastOrDefault();
        if (last is null || @case.Expects(Happening.Error) || @case.OursOf(Happening.Data).Count() != @case.ExpectedOf(Happening.Data).Count() + 1)
            return null;
        var end = @case.Expected.TakeWhile(happening => happening.Kind != Happening.End).ToList();
        return [.. end, last, .. @case.Expected.Skip(end.Count)];
    }

    public static IReadOnlyList<Happening>? FalsyReturn(RuleCase @case)
    {
        var said = @case.OursOf(Happening.Log).Where(line => line.Text.StartsWith("warn ", StringComparison.Ordinal) && line.Text.Contains(" returned ", StringComparison.Ordinal) && line.Text.Contains("which sends nothing", StringComparison.Ordinal)).ToList();
        return said.Count == 1 && !@case.Expected.Contains(said[0]) ? [.. @case.Expected, said[0]] : null;
    }

    /// <summary>A message within a message's body is the message.</summary>
    public static IReadOnlyList<Happening>? MadeMessage(RuleCase @case)
    {
        if (!@case.Says(@"messages\.new\w+Message|newMessageWithBody"))
            return null;
        var unwrapped = @case.Expected.Select(happening => Unwrapped(happening) is { } inner && @case.Ours.Contains(inner) && !@case.Ours.Contains(happening) ? inner : happening).ToList();
        return unwrapped.SequenceEqual(@case.Expected) ? null : unwrapped;
    }

    private static Happening? Unwrapped(Happening happening)
    {
        if (happening.Kind != Happening.Data)
            return null;
        var body = RuleJson.Parse(happening.Text).Field("body");
        return body?.Field("body") is not null ? happening with { Text = ConformanceJson.MessageText(body.Value) } : null;
    }
}
