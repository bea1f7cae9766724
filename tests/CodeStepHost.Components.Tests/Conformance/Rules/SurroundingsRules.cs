namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>What surrounds a script: the engine's own words, globals, the log, the platform.</summary>
internal static class SurroundingsRules
{
    private static readonly HashSet<string> _engineErrors = ["TypeError", "ReferenceError", "RangeError", "SyntaxError", "URIError"];

    /// <summary>Errors that the engine makes have the same name, and words of their own.</summary>
    public static IReadOnlyList<Happening>? EngineWords(RuleCase @case)
    {
        if (@case.ExpectedOf(Happening.Error).ToList() is not [var theirs] || @case.OursOf(Happening.Error).ToList() is not [var ours])
            return null;
        var isEngines = _engineErrors.Contains(theirs.ErrorName) && ours.ErrorName == theirs.ErrorName && !@case.Script.Contains(theirs.ErrorMessage, StringComparison.Ordinal) && !theirs.ErrorMessage.StartsWith("You may only yield", StringComparison.Ordinal);
        return isEngines ? [.. @case.Expected.Select(happening => happening == theirs ? ours : happening)] : null;
    }

    /// <summary>An error without a message has none, and keeps its stack.</summary>
    public static IReadOnlyList<Happening>? ErrorWithoutMessage(RuleCase @case)
    {
        var theirs = Happening.OfError("Error", "{}", hasStack: false);
        return @case.Expected.Contains(theirs) && @case.OursOf(Happening.Error).ToList() is [{ ErrorMessage: "" } ours] ? [.. @case.Expected.Select(happening => happening == theirs ? ours : happening)] : null;
    }

    public static IReadOnlyList<Happening>? OneRealm(RuleCase @case) =>
        @case.Says(@"\binstanceof\b|\.constructor\b|\byield\s*\{") && DataOrErrorDiffers(@case) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? MoreGlobals(RuleCase @case) =>
        @case.Says(@"\btypeof\b") && @case.Says(@"\b(snapshot|cfg|queueMicrotask|setImmediate|structuredClone|TextEncoder|fetch|atob|btoa|crypto|self|axios|request)\b") && OnlyDataDiffers(@case) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? MessageId(RuleCase @case) =>
        @case.Says(@"\.id\b|\{\s*id\b") && OnlyDataDiffers(@case) && @case.Ours.Any(happening => happening.Text.Contains(@case.Probe.MessageId, StringComparison.Ordinal)) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? LibraryVersions(RuleCase @case) =>
        @case.Says(@"\bVERSION\b") && OnlyDataDiffers(@case) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? Eval(RuleCase @case) =>
        @case.Says(@"\beval\(|new Function\(|\bFunction\(") && @case.OursOf(Happening.Error).ToList() is [var error] ? @case.FailsWith(error) : null;

    public static IReadOnlyList<Happening>? Passthrough(RuleCase @case)
    {
        if (@case.Probe.Input.Field("passthrough") is null)
            return null;
        var without = @case.Expected.Select(happening => happening.Kind == Happening.Data ? happening with { Text = ConformanceJson.MessageText(RuleJson.Parse(happening.Text), "passthrough") } : happening).ToList();
        return without.SequenceEqual(@case.Expected) ? null : without;
    }

    public static IReadOnlyList<Happening>? TraceId(RuleCase @case) =>
        @case.Probe.Thread is null && @case.Expected.Any(IsOfTrace) ? [.. @case.Expected.Select(happening => IsOfTrace(happening) ? happening with { More = "" } : happening)] : null;

    /// <summary>The caller of a failed message is not sent its error.</summary>
    public static IReadOnlyList<Happening>? ErrorReply(RuleCase @case)
    {
        var kept = @case.Expected.Where(happening => happening.Kind != Happening.Reply || !IsError(happening)).ToList();
        return kept.Count == @case.Expected.Count ? null : kept;
    }

    public static IReadOnlyList<Happening>? ReplyOnce(RuleCase @case)
    {
        var said = @case.OursOf(Happening.Log).Where(line => line.Text.StartsWith("warn httpReply: no HTTP caller waits", StringComparison.Ordinal)).ToList();
        return said.Count > 0 && said.Count == @case.ExpectedOf(Happening.Reply).Count() - 1 && !@case.Expected.Contains(said[0]) ? [.. @case.Expected, .. said] : null;
    }

    public static IReadOnlyList<Happening>? ReplyHeader(RuleCase @case) =>
        @case.Probe.ReplyTo is not null && @case.Expected.Any(happening => happening.Kind == Happening.Data && happening.Text.Contains("reply_to", StringComparison.Ordinal)) && OnlyDataDiffers(@case) ? @case.Ours : null;

    /// <summary>Objects are logged with what they hold.</summary>
    public static IReadOnlyList<Happening>? LoggedObjects(RuleCase @case)
    {
        var theirs = @case.ExpectedOf(Happening.Log).ToList();
        var ours = @case.OursOf(Happening.Log).ToList();
        var isSame = theirs.Count == ours.Count && theirs.Zip(ours).All(pair => pair.First == pair.Second || Level(pair.First) == Level(pair.Second));
        return isSame && @case.Says(@"(logger\.\w+|console\.\w+)\([^)]*(\{|\[|new |\w)") ? WithLog(@case, ours) : null;
    }

    /// <summary>Each function of the console has its level; the original has them on its two outputs without one.</summary>
    public static IReadOnlyList<Happening>? ConsoleLevels(RuleCase @case) =>
        @case.Says(@"console\.(warn|error|debug|trace|dir|table|assert)\(") ? WithLog(@case, @case.OursOf(Happening.Log)) : null;

    private static IReadOnlyList<Happening> WithLog(RuleCase @case, IEnumerable<Happening> log) => [.. @case.Expected.Where(happening => happening.Kind != Happening.Log), .. log];

    private static string Level(Happening line) => line.Text.Split(' ')[0];

    private static bool IsOfTrace(Happening happening) =>
        happening.More.StartsWith(" [thread ", StringComparison.Ordinal);

    private static bool IsError(Happening reply)
    {
        var value = RuleJson.Parse(reply.Text);
        return value.Field("name") is not null && value.Field("message") is not null && value.Field("stack") is not null;
    }

    private static bool OnlyDataDiffers(RuleCase @case) =>
        @case.Expected.Count == @case.Ours.Count && @case.Expected.Zip(@case.Ours).All(pair => pair.First == pair.Second || (pair.First.Kind == Happening.Data && pair.Second.Kind == Happening.Data));

    private static bool DataOrErrorDiffers(RuleCase @case) =>
        OnlyDataDiffers(@case) || (@case.ExpectedOf(Happening.Error).Any(error => error.ErrorMessage.StartsWith("You may only yield", StringComparison.Ordinal)) && @case.Ours.Contains(Happening.Acknowledged));
}
