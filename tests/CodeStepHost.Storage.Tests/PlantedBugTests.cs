using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

/// <summary>The conformance suite is worth its name only if it finds the mistakes that stores make.</summary>
public sealed class PlantedBugTests
{
    public static TheoryData<string> Bugs => [.. PlantedBugs.All];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task Every_planted_bug_breaks_a_behaviour(string bug)
    {
        var broken = new List<string>();
        foreach (var behaviour in FlowStoreConformance.Behaviours)
        {
            var store = PlantedBugs.Plant(bug);
            var failure = await Record.ExceptionAsync(() => FlowStoreConformance.RunAsync(behaviour, store, store.Model));
            if (failure is not null)
                broken.Add(behaviour);
        }

        Assert.NotEmpty(broken);
        Assert.True(broken.Count < FlowStoreConformance.Behaviours.Count, "The bug breaks everything, so it proves nothing.");
    }

    [Fact]
    public void Bugs_are_planted() => Assert.True(PlantedBugs.All.Count >= 30);
}
