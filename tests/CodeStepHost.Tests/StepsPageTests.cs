using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Tests.Examples;

namespace CodeStepHost.Tests;

/// <summary>The table of steps tells of every kind, and of an example that has one.</summary>
public sealed partial class StepsPageTests
{
    [Fact]
    public void Every_kind_of_step_has_a_runnable_example()
    {
        var rows = Row().Matches(File.ReadAllText(Page())).Select(row => (Kind: row.Groups["kind"].Value, Example: row.Groups["example"].Value)).ToList();

        Assert.Equal(StepKinds.All.Order(StringComparer.Ordinal), rows.Select(row => row.Kind).Order(StringComparer.Ordinal));
        foreach (var (kind, example) in rows)
        {
            var flows = Flows.Definitions.FlowFolder.ReadAll(Path.Combine(Example.Shelf, example), settings: null).Flows;
            Assert.True(flows.Any(flow => flow.Definition.Steps.Any(step => step.Uses == kind)), $"{example} has no {kind}");
        }
    }

    private static string Page([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src", "docs", "steps.md");

    [GeneratedRegex(@"^\| `(?<kind>[a-z.]+)` \| (trigger|step) \|.*\(\.\./\.\./scripts-examples/(?<example>[a-z-]+)\) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
