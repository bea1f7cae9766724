using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Tests.Conformance;
using CsCheck;

namespace CodeStepHost.Storage.Tests;

public sealed class RandomSequenceTests
{
    [Fact]
    public Task Random_verbs_leave_sqlite_and_the_model_with_the_same_state() =>
        RandomVerb.Sequences.SampleAsync(CompareAsync, iter: 60, threads: 1);

    private static async Task CompareAsync(RandomVerb[] verbs)
    {
        using var folder = new TempFolder();
        await using var model = new InMemoryFlowStore();
        await using var store = await SqliteFlowStore.OpenAsync(folder.File(), TimeProvider.System, default);
        var (expected, actual) = (new Scene(model, model), new Scene(store, store.Queries));
        await expected.ActivateAsync();
        await actual.ActivateAsync();
        var (modelVerbs, storeVerbs) = (new RandomVerbs(expected), new RandomVerbs(actual));
        foreach (var verb in verbs)
            Assert.Equal($"{verb}: {await modelVerbs.DoAsync(verb)}", $"{verb}: {await storeVerbs.DoAsync(verb)}");

        Assert.Equal(await ObservableState.OfAsync(model, expected.Now), await ObservableState.OfAsync(store.Queries, actual.Now));
    }
}
