namespace CodeStepHost.Cli;

/// <summary>What a person can put right: bad input, a missing file or database. Printed as one error without a stack; exit code 2.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="problems">What was found in files, for <c>--output json</c>.</param>
internal sealed class CliProblem(string message, IReadOnlyList<object>? problems = null) : Exception(message)
{
    public IReadOnlyList<object>? Problems { get; } = problems;
}
