using System.Text.RegularExpressions;

namespace CodeStepHost.Components.Tests.Conformance.Rules;

/// <summary>What a rule sees: the probe, what is expected as far as other rules have changed it, and what we did.</summary>
/// <remarks>Where the original cannot tell what is right, because it lost it, a rule takes it from what we did; only within its own bounds.</remarks>
internal sealed record RuleCase(Probe Probe, IReadOnlyList<Happening> Expected, IReadOnlyList<Happening> Ours)
{
    public string Script => Probe.Script;

    /// <summary>Whether the original and we agree already.</summary>
    public bool IsSettled => Expected.SequenceEqual(Ours);

    public Happening? Leaves => Probe.Snapshot is { } snapshot ? Outcome.LeavesOf(snapshot) : null;

    public bool Expects(string kind) => Expected.Any(happening => happening.Kind == kind);

    public IEnumerable<Happening> ExpectedOf(params string[] kinds) => Expected.Where(happening => kinds.Contains(happening.Kind));

    public IEnumerable<Happening> OursOf(params string[] kinds) => Ours.Where(happening => kinds.Contains(happening.Kind));

    public bool Says(string pattern) => Regex.IsMatch(Script, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Whether an event is emitted without waiting for it.</summary>
    public bool EmitsUnawaited => Says(@"(?<!(await|yield|return|=|=>|\.|,|\()\s*)(this|self|emitter)\.emit\(");

    /// <summary>The message fails with this error, and nothing but replies and log lines is left of what it emitted.</summary>
    public IReadOnlyList<Happening> FailsWith(params IEnumerable<Happening> errors) =>
        [.. ExpectedOf(Happening.Reply), .. errors, Happening.Failed, .. Leaves is { } leaves ? [leaves] : Array.Empty<Happening>(), .. ExpectedOf(Happening.Log)];

    /// <summary>The outcome with another end.</summary>
    public static IReadOnlyList<Happening> WithEnd(IEnumerable<Happening> outcome, Happening end) =>
        [.. outcome.Select(happening => happening.Kind == Happening.End ? end : happening)];
}
