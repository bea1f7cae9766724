using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Hosting.Runs;

/// <summary>Compares a run's errors with what its <c>codestep.yaml</c> expects: <c>run</c> succeeds when exactly that failed.</summary>
internal static class RunExpectations
{
    /// <summary>What differs, a sentence each; nothing when all is as expected.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<ExpectedError> expected, IReadOnlyList<ErrorRow> errors)
    {
        var differences = new List<string>();
        var unmatched = errors.ToList();
        foreach (var expectation in expected)
        {
            var matching = unmatched.Where(error => Matches(expectation, error)).ToList();
            unmatched.RemoveAll(matching.Contains);
            if (expectation.Count is { } count ? matching.Count != count : matching.Count == 0)
                differences.Add($"expected {(expectation.Count is { } wanted ? Figures.Count(wanted, "error") : "some errors")} {Describe(expectation)}, found {matching.Count}");
        }

        foreach (var group in unmatched.GroupBy(error => (error.Address, error.Error.Name, error.Error.Message)))
            differences.Add($"{group.Count()} not expected in {group.Key.Address}: {group.Key.Name}: {group.Key.Message}");
        return differences;
    }

    private static bool Matches(ExpectedError expected, ErrorRow error) =>
        (expected.Flow is null || expected.Flow == error.Address.Flow)
        && (expected.Step is null || expected.Step == error.Address.Step)
        && (expected.Code is null || expected.Code == error.Error.Code)
        && (expected.Message is null || error.Error.Message.Contains(expected.Message, StringComparison.Ordinal));

    private static string Describe(ExpectedError expected) =>
        string.Join(' ', new[] { $"in {expected.Flow ?? "any flow"}/{expected.Step ?? "any step"}", expected.Code, expected.Message is null ? null : $"\"{expected.Message}\"" }.Where(part => part is not null));
}
