using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

public sealed class SqliteConformanceTests
{
    public static TheoryData<string> Behaviours => [.. FlowStoreConformance.Behaviours];

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task Keeps(string behaviour)
    {
        using var folder = new TempFolder();
        var store = await SqliteFlowStore.OpenAsync(folder.File(), TimeProvider.System, TestContext.Current.CancellationToken);
        await FlowStoreConformance.RunAsync(behaviour, store, store.Queries);
    }
}
