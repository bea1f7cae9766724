namespace CodeStepHost.Components.Tests.Conformance;

public sealed class ConformanceTests(ProbeBed bed) : IClassFixture<ProbeBed>
{
    public static TheoryData<string> Names => [.. Probe.ReadAll(ConformanceFiles.Probes).Select(probe => probe.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_probe(string name)
    {
        var probe = Probe.ReadAll(ConformanceFiles.Probes).Single(p => p.Name == name);
        var expected = OriginalOutcome.Of(probe, ProbeStep.Policy(probe));
        var ours = await bed.RunAsync(probe);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', ours));
    }
}
