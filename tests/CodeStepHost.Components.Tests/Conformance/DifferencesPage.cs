using System.Text;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>The part of the page "Coming from elastic.io" that is made from differences.json and the probes.</summary>
internal static class DifferencesPage
{
    private const int LongestCell = 160;

    public static string Text()
    {
        var text = new StringBuilder("| situation | elastic.io | CodeStepHost | why |\n|---|---|---|---|\n");
        foreach (var rule in Differences.All.Rules)
            text.Append($"| {rule.Situation} | {rule.Elasticio} | [{LinkText(rule)}]({rule.See}){rule.Here[LinkText(rule).Length..]} | {rule.Why} |\n");
        text.Append("\n### Measured, script by script\n\n");
        text.Append("The scripts ran in elastic.io's Node runner 2.7.8 with its Code component 1.2.13, and run here in every build, with the message\n`{\"body\":{\"a\":1},\"headers\":{}}` unless the test says otherwise. Whatever else was measured is the same in both.\n\n");
        text.Append("| script | elastic.io | CodeStepHost |\n|---|---|---|\n");
        var probes = Probe.ReadAll(ConformanceFiles.Probes, ConformanceFiles.FurtherProbes).ToDictionary(probe => probe.Name);
        foreach (var listed in Differences.All.Rules.SelectMany(rule => Differences.All.Probes.Where(listed => listed.Rules[0] == rule.Name)))
            text.Append($"| {Code(probes[listed.Probe].Script.Trim())} | {Cell(OriginalOutcome.Of(probes[listed.Probe], ProbeStep.Policy(probes[listed.Probe])).Select(happening => happening.ToString()))} | {Cell(listed.Expected)} |\n");
        return text.ToString();
    }

    // The first words of what we do carry the link.
    private static string LinkText(DifferenceRule rule) => rule.Here.Split([';', ',', ':'], 2)[0];

    private static string Cell(IEnumerable<string> lines) => string.Join("<br>", lines.Select(Code));

    private static string Code(string text)
    {
        if (text.Length == 0)
            return "(nothing)";
        var cut = text.Length <= LongestCell ? text : text[..LongestCell] + "…";
        var shown = cut.Replace("\n", " ", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
        return shown.Contains('`', StringComparison.Ordinal) ? $"`` {shown} ``" : $"`{shown}`";
    }
}
