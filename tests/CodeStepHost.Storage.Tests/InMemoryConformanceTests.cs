using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

public sealed class InMemoryConformanceTests
{
    public static TheoryData<string> Behaviours => [.. FlowStoreConformance.Behaviours];

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task Keeps(string behaviour)
    {
        var store = new InMemoryFlowStore();
        await FlowStoreConformance.RunAsync(behaviour, store, store);
    }
}
