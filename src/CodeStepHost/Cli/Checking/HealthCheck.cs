namespace CodeStepHost.Cli.Checking;

/// <summary>What <c>codestep doctor</c> found out about one thing.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="IsGood">Whether it can be worked with.</param>
/// <param name="Finding">What it is like.</param>
/// <param name="Advice">What to do when it is not good.</param>
internal sealed record HealthCheck(string Name, bool IsGood, string Finding, string? Advice = null);
