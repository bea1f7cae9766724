namespace CodeStepHost.Testing.Cases;

/// <summary>How a case ended.</summary>
internal enum CaseVerdict
{
    /// <summary>The outcome is the accepted one.</summary>
    Passed = 0,

    /// <summary>It is another, or the case cannot be run.</summary>
    Failed = 1,

    /// <summary>Nothing was accepted yet.</summary>
    New = 2,

    /// <summary>The outcome was accepted now.</summary>
    Accepted = 3,
}

/// <summary>What came of a case.</summary>
/// <param name="Problems">Why it cannot pass, whatever the outcome: an input that cannot be used, a call without an answer. One sentence each.</param>
/// <param name="Notes">What a person should know though it fails nothing: answers that were not used.</param>
/// <param name="Verified">The accepted outcome; null when there is none.</param>
/// <param name="Received">This outcome; null when the case could not be run.</param>
internal sealed record CaseResult(TestCase Case, CaseVerdict Verdict, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes, string? Verified, string? Received)
{
    public TimeSpan Duration { get; init; }

    /// <summary>What differs; empty when nothing does, or nothing was accepted yet.</summary>
    public IReadOnlyList<DiffLine> Difference => Verdict == CaseVerdict.Failed && Verified is not null && Received is not null && Verified != Received ? TextDifference.Of(Verified, Received) : [];
}
