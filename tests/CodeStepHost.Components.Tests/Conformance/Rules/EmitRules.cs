using System.Text.RegularExpressions;

namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>Which emissions are refused, and in what state a value is taken.</summary>
internal static class EmitRules
{
    private const string TooLarge = @"^Outgoing message size \d+ exceeds limit of \d+( \(limits\.message of step '.+' in flow\.yaml\))?\.$";

    public static IReadOnlyList<Happening>? UpdateSnapshotRefused(RuleCase @case)
    {
        var complaint = OriginalOutcome.Complaints(@case.Probe).FirstOrDefault(line => line.Contains("$set is not supported", StringComparison.Ordinal) || line.Contains("`updateSnapshot` event", StringComparison.Ordinal));
        return complaint is not null && OnlyError(@case) is { } error && error.ErrorMessage == complaint ? @case.FailsWith(error) : null;
    }

    public static IReadOnlyList<Happening>? UnknownEvent(RuleCase @case)
    {
        if (OnlyError(@case) is not { } error)
            return null;
        var name = Regex.Match(error.ErrorMessage, @"^There is no event '(?<name>.*?)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["name"].Value;
        var isRight = name.Length > 0
            ? @case.Script.Contains(name, StringComparison.Ordinal)
            : error.ErrorMessage == "emit needs the name of an event as its first argument." && @case.Says(@"emit\(\s*([^'""\s]|\))");
        return isRight ? @case.FailsWith(error) : null;
    }

    /// <summary>The original records what it could not send and goes on; here the call fails.</summary>
    public static IReadOnlyList<Happening>? RefusedEmit(RuleCase @case)
    {
        if (OriginalOutcome.Threw(@case.Probe) || @case.ExpectedOf(Happening.Error).FirstOrDefault(IsUnsendable) is not { } refused)
            return null;
        if (OnlyError(@case) is { } error && IsUnsendable(error))
            return SameButDigits(error, refused) ? @case.FailsWith(error) : null;
        return @case.Says(@"\bcatch\b") ? @case.Ours : null;
    }

    /// <summary>The limit counts the message's JSON, not what encryption and base64 make of it.</summary>
    public static IReadOnlyList<Happening>? MessageSize(RuleCase @case)
    {
        var refused = @case.ExpectedOf(Happening.Error).FirstOrDefault(error => Regex.IsMatch(error.ErrorMessage, TooLarge, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        if (refused is null)
            return null;
        var limit = int.Parse(refused.ErrorMessage.Split(' ')[^1].TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture);
        if (!@case.Ours.Any(happening => happening.Kind == Happening.Error))
            return @case.OursOf(Happening.Data).All(data => data.Text.Length <= limit) ? @case.Ours : null;
        var ours = OnlyError(@case);
        return ours is not null && SameButDigits(ours, refused) && ours != refused ? [.. @case.Expected.Select(happening => happening == refused ? ours : happening)] : null;
    }

    /// <summary>A value is taken, and stands in the order, as it is at the call.</summary>
    public static IReadOnlyList<Happening>? ValueAtCall(RuleCase @case) =>
        @case.EmitsUnawaited && Kinds(@case.Expected).SequenceEqual(Kinds(@case.Ours)) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? Frozen(RuleCase @case) =>
        @case.Says(@"\b(freeze|seal|preventExtensions)\(") && @case.ExpectedOf(Happening.Error).Any(error => error.ErrorMessage.Contains("headers", StringComparison.Ordinal)) ? @case.Ours : null;

    public static IReadOnlyList<Happening>? MessageForm(RuleCase @case)
    {
        var isNoMessage = @case.ExpectedOf(Happening.Data).Any(data => data.Text[0] is not ('{' or '['))
            || @case.ExpectedOf(Happening.Error).Any(error => error.ErrorMessage.StartsWith("The \"data\" argument must be of type", StringComparison.Ordinal));
        return isNoMessage && OnlyError(@case) is { } error && error.ErrorMessage.StartsWith("A message must be an object", StringComparison.Ordinal) ? @case.FailsWith(error) : null;
    }

    public static IReadOnlyList<Happening>? KeysForm(RuleCase @case) =>
        @case.ExpectedOf(Happening.Keys).Any(keys => keys.Text[0] != '{') && OnlyError(@case) is { } error && error.ErrorMessage.Contains("`updateKeys`", StringComparison.Ordinal) ? @case.FailsWith(error) : null;

    /// <summary>A snapshot is what was emitted, not what its object becomes later.</summary>
    public static IReadOnlyList<Happening>? SnapshotByValue(RuleCase @case)
    {
        var without = @case.Expected.Where(happening => happening.Kind != Happening.Leaves);
        var right = @case.ExpectedOf(Happening.Snapshot).LastOrDefault() is { } last ? Outcome.LeavesOf(RuleJson.Parse(last.Text)) : @case.Leaves;
        return @case.Expected.Contains(Happening.Failed) && !@case.Expects(Happening.Snapshot) || @case.Expects(Happening.Snapshot)
            ? without.SequenceEqual(@case.Ours.Where(happening => happening.Kind != Happening.Leaves)) && @case.OursOf(Happening.Leaves).FirstOrDefault() == right ? @case.Ours : null
            : null;
    }

    private static Happening? OnlyError(RuleCase @case) =>
        @case.Ours.Contains(Happening.Failed) && @case.OursOf(Happening.Error).ToList() is [var only] ? only : null;

    private static bool IsUnsendable(Happening error) =>
        error.Kind == Happening.Error
        && (error.ErrorMessage.StartsWith("Converting circular structure", StringComparison.Ordinal)
            || error.ErrorMessage == "Do not know how to serialize a BigInt"
            || Regex.IsMatch(error.ErrorMessage, TooLarge, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

    private static bool SameButDigits(Happening left, Happening right) => Masked(left.Text) == Masked(right.Text);

    // Where the limit is set is ours to say.
    private static string Masked(string text) => Regex.Replace(text, @"\d+| \(limits\.message of step '.+?' in flow\.yaml\)", digits => digits.Value[0] == ' ' ? "" : "0", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> Kinds(IEnumerable<Happening> outcome) => outcome.Select(happening => happening.Kind).Order(StringComparer.Ordinal);
}
