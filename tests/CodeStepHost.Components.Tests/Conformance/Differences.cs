using System.Text.Json;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>differences.json: where we differ from the original on purpose. The page "Coming from elastic.io" is made from it.</summary>
/// <param name="Rules">Each with what users read.</param>
/// <param name="Probes">What is expected of probes that fall under a rule.</param>
internal sealed record Differences(IReadOnlyList<DifferenceRule> Rules, IReadOnlyList<ListedProbe> Probes)
{
    public const string File = "differences.json";

    private static readonly Lazy<Differences> _all = new(() =>
        JsonSerializer.Deserialize<Differences>(System.IO.File.ReadAllBytes(ConformanceFiles.PathOf(File)), JsonSerializerOptions.Web)!);

    public static Differences All => _all.Value;

    public ListedProbe? Find(string probe) => Probes.FirstOrDefault(listed => listed.Probe == probe);
}

/// <param name="Name">As in <see cref="Rules.DifferenceRules"/>, unless no probe can show it.</param>
/// <param name="Situation">When it applies.</param>
/// <param name="Elasticio">What the original does.</param>
/// <param name="Here">What we do.</param>
/// <param name="Why">Why it is so.</param>
/// <param name="See">Where our pages tell of it, relative to the page.</param>
internal sealed record DifferenceRule(string Name, string Situation, string Elasticio, string Here, string Why, string See);

/// <param name="Rules">The rules by which it differs.</param>
/// <param name="Expected">What is expected of us.</param>
internal sealed record ListedProbe(string Probe, IReadOnlyList<string> Rules, IReadOnlyList<string> Expected);
