using CodeStepHost.Flows.Definitions;
using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Examples;

/// <summary>The cases beside the shipped examples.</summary>
public sealed class ExampleCaseTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Its_cases_pass(string example)
    {
        var run = await CodeStep.RunAsync(Example.Shelf, "test", example);
        run.Succeeded();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_of_its_scripts_and_expressions_has_a_case(string example)
    {
        var flows = Flows.Definitions.FlowFolder.ReadAll(Path.Combine(Example.Shelf, example), settings: null).Flows;
        Assert.NotEmpty(flows);
        foreach (var flow in flows)
        {
            var steps = flow.Definition.Steps.Where(step => step.Uses == StepKinds.Code || StepKinds.HasExpressions(step.Uses)).Select(step => step.Name).ToList();
            var tested = steps.Where(step => Directory.Exists(Path.Combine(flow.Folder, "tests", step))).ToList();
            Assert.True(tested.Count == steps.Count || (steps.Count == 1 && Directory.Exists(Path.Combine(flow.Folder, "tests"))), $"{flow.Definition.Name} has no case for {string.Join(", ", steps.Except(tested))}");
        }
    }
}
