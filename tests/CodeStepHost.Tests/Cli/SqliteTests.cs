using CodeStepHost.Cli;
using CodeStepHost.Storage.Sqlite;

namespace CodeStepHost.Tests.Cli;

/// <summary>Verbs on a real database file.</summary>
public sealed class SqliteTests : IDisposable
{
    private readonly CommandLineFixture _memory = new();
    private readonly CommandLineFixture _file = new(withDatabase: false);

    public SqliteTests()
    {
        Directory.CreateDirectory(_file.Data);
        _file.Open = OpenAsync;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Every_verb_prints_the_same_from_SQLite_as_from_memory()
    {
        await new SampleData(_memory.Store, _memory.Time).FillAsync();
        await using (var open = await OpenAsync(_file.Data))
            await new SampleData(open.Store, _file.Time).FillAsync();

        string[] verbs =
        [
            "flows list", "flows show orders", "flows stop orders", "flows start orders",
            "messages list", "messages show m-0002", "messages show m-0006", "executions list", "logs", "logs --level warn -n 2",
            "errors list", "errors list --groups", "errors show 3", "errors list --since 3m", "errors retry 1 99", "errors list --state retried",
            "rebounds list --schedule", "rebounds hold --all --reason none", "rebounds cancel --all --step enrich --yes", "rebounds now --all",
            "snapshots list", "snapshots get orders/enrich", "snapshots set orders/enrich {} --yes", "snapshots reset orders/enrich --yes", "snapshots history orders/enrich",
            "errors list --output json", "messages list --output json",
        ];
        foreach (var verb in verbs)
        {
            await _memory.RunAsync(verb.Split(' '));
            await _file.RunAsync(verb.Split(' '));
        }

        Assert.Equal(_memory.Transcript, _file.Transcript);
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_is_one_clear_error()
    {
        _file.Write(".codestep/codestep.db", "This is a text and no database at all.");
        Assert.Equal(2, await _file.RunAsync("flows", "list"));
        Assert.Contains("codestep.db", _file.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", _file.Error, StringComparison.Ordinal);
        Assert.Single(_file.Error.TrimEnd('\n').Split('\n'));
    }

    private static async Task<OpenStore> OpenAsync(string folder)
    {
        var store = await SqliteFlowStore.OpenAsync(Path.Combine(folder, "codestep.db"), TimeProvider.System, CancellationToken.None);
        return new OpenStore(store, store.Queries);
    }
}
