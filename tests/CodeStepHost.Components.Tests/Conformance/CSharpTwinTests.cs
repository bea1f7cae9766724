using CodeStepHost.Components.Tests.Conformance.Rules;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>The probes' twins in C# come to the same.</summary>
/// <remarks>
/// In csharp-twins.txt a line <c>### probe</c> begins a twin, its script follows. Lines <c>=> …</c> tell what is expected where a C# script cannot come to the same,
/// the bare words <c>=> error</c> that it fails with an error of its own. A line <c>-- …</c> tells why there is none.
/// </remarks>
public sealed class CSharpTwinTests(ProbeBed bed) : IClassFixture<ProbeBed>
{
    private static readonly Dictionary<string, Probe> _probes = Probe.ReadAll(ConformanceFiles.Probes, ConformanceFiles.FurtherProbes).ToDictionary(probe => probe.Name);
    private static readonly Dictionary<string, Section> _sections = Section.ReadAll("csharp-twins.txt").ToDictionary(section => section.Name);

    public static TheoryData<string> Twins => [.. _sections.Values.Where(section => section.Reason is null).Select(section => section.Name)];

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task A_twin_comes_to_the_same(string name)
    {
        var probe = _probes[name];
        var twin = _sections[name];
        var ours = await bed.RunAsync(probe, twin.Script);
        if (twin.Expected is ["error"])
        {
            Assert.Equal([Happening.Error, Happening.End], ours.Select(happening => happening.Kind));
            Assert.Equal(Happening.Failed, ours[^1]);
            return;
        }

        var expected = twin.Expected.Count > 0 ? twin.Expected
            : Differences.All.Find(name)?.Expected ?? [.. OriginalOutcome.Of(probe, ProbeStep.Policy(probe)).Select(happening => happening.ToString())];
        Assert.Equal(WithStack(expected), WithStack(ours.Select(happening => happening.ToString())));
    }

    // An error that is emitted in C# knows where that was, also when its value has no stack.
    private static string WithStack(IEnumerable<string> happenings) => string.Join('\n', happenings).Replace(Happening.WithoutStack, "", StringComparison.Ordinal);

    [Fact]
    public void Each_probe_has_a_twin_or_a_reason_why_not() =>
        Assert.Empty(Probe.ReadAll(ConformanceFiles.Probes).Select(probe => probe.Name).Except(_sections.Keys));
}
