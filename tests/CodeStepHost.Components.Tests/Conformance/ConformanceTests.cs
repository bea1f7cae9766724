using CodeStepHost.Components.Tests.Conformance.Rules;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>Every probe of the original, run through the real script process and the runner.</summary>
public sealed class ConformanceTests(ProbeBed bed) : IClassFixture<ProbeBed>
{
    private static readonly Dictionary<string, Probe> _probes = Probe.ReadAll(ConformanceFiles.Probes, ConformanceFiles.FurtherProbes).ToDictionary(probe => probe.Name);

    public static TheoryData<string> Names => [.. _probes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_script_does_what_it_did_in_the_original_or_what_the_table_says(string name)
    {
        var probe = _probes[name];
        var ours = await bed.RunAsync(probe);
        var (expected, rules) = DifferenceRules.Expect(probe, ours);
        if (Differences.All.Find(name) is { } listed)
        {
            Assert.Equal(Text(listed.Expected), Text(ours));
            Assert.Equal(listed.Rules, rules);
        }
        Assert.Equal(Text(expected), Text(ours));
    }

    [Fact]
    public void The_table_lists_each_measured_difference_once_and_nothing_else()
    {
        Assert.Empty(Differences.All.Probes.GroupBy(listed => listed.Probe).Where(group => group.Count() > 1).Select(group => group.Key));
        foreach (var listed in Differences.All.Probes)
            Assert.NotEqual(Text(OriginalOutcome.Of(_probes[listed.Probe], ProbeStep.Policy(_probes[listed.Probe]))), Text(listed.Expected));
    }

    [Fact]
    public void Each_rule_of_the_table_has_words_and_each_rule_with_words_and_a_probe_is_one_of_the_table()
    {
        var told = Differences.All.Rules.Select(rule => rule.Name).ToList();
        Assert.Empty(DifferenceRules.All.Select(rule => rule.Name).Except(told));
        Assert.Empty(Differences.All.Probes.SelectMany(listed => listed.Rules).Except(told));
        Assert.Empty(DifferenceRules.All.Select(rule => rule.Name).Except(Differences.All.Probes.SelectMany(listed => listed.Rules)));
    }

    [Fact]
    public Task The_page_for_those_who_come_from_the_original_says_what_the_table_says() =>
        MadePart.CheckAsync("coming-from-elastic-io.md", Differences.File, DifferencesPage.Text());

    private static string Text<T>(IEnumerable<T> lines) => string.Join('\n', lines);
}
