using CodeStepHost.Components.Tests.Database.Servers;
using CodeStepHost.Tests.Hosting;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(MariaServer))]

namespace CodeStepHost.Tests.Examples;

/// <summary>Examples whose shop is a server's database.</summary>
public sealed class OtherDatabaseTests(PostgresServer postgres, MariaServer maria)
{
    [Theory]
    [InlineData("postgresql", "relation \"stock\" does not exist")]
    [InlineData("mysql", "stock' doesn't exist")]
    public async Task Prices_wait_for_their_products_and_a_failing_select_fails_once_in_its_own_words(string engine, string message)
    {
        using var copy = await CopyAsync("price-before-product", engine, schema: null);
        copy.Write("codestep.yaml", File.ReadAllText(Path.Combine(copy.Root, "codestep.yaml")).Replace("no such table: stock", message.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal));
        (await CodeStep.RunAsync(copy.Root, "run", ".")).Succeeded();

        Assert.Equal(["check-product"], copy.Query("SELECT steps.step FROM counters JOIN steps ON steps.key = counters.step WHERE rebounded > 0"));
        Assert.Equal(["1"], copy.Query("SELECT count(*) FROM errors JOIN steps ON steps.key = errors.step WHERE steps.step = 'select-stock'"));
        Assert.Equal(copy.Query(FlowFolder.Executions("save-product")).Single(), await CountAsync(engine, "price-before-product", "products"));
        Assert.Equal(copy.Query(FlowFolder.Executions("save-price")).Single(), await CountAsync(engine, "price-before-product", "prices"));
        Assert.Equal("5", await CountAsync(engine, "price-before-product", "notices"));
    }

    [Theory]
    [InlineData("postgresql", "pagination", "products", "23")]
    [InlineData("mysql", "pagination", "products", "23")]
    [InlineData("postgresql", "splitter", "lines", "4")]
    [InlineData("mysql", "splitter", "lines", "4")]
    public async Task They_do_the_same_on_a_server(string engine, string example, string table, string rows)
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(Example.Shelf, example, "shop.sql"), TestContext.Current.CancellationToken);
        // A word of its own in MySQL.
        schema = schema.Replace("table lines", "table \"lines\"", StringComparison.Ordinal);
        if (engine == "mysql")
            schema = schema.Replace(" text ", " varchar(100) ", StringComparison.Ordinal).Replace('"', '`');
        using var copy = await CopyAsync(example, engine, schema);
        (await CodeStep.RunAsync(copy.Root, "run", ".")).Succeeded();
        Assert.Equal(rows, await CountAsync(engine, example, table));
    }

    [Fact]
    public async Task A_procedure_gives_back_what_the_example_says()
    {
        using var copy = await CopyAsync("stored-procedure", "postgresql", await File.ReadAllTextAsync(Path.Combine(Example.Shelf, "stored-procedure", "shop.sql"), TestContext.Current.CancellationToken));
        copy.Write("codestep.yaml", File.ReadAllText(Path.Combine(copy.Root, "codestep.yaml")).Replace("${env.SHOP}", postgres.ConnectionStringOf("stored_procedure"), StringComparison.Ordinal));
        var run = await CodeStep.RunAsync(copy.Root, "run", ".");
        run.Succeeded();
        Example.AssertKept("stored-procedure", $"{Example.Summary(run.Out)}\n{Example.Log(copy)}");
    }

    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    private static string DatabaseOf(string example) => example.Replace('-', '_');

    /// <summary>Copies an example, and points its shop to an empty database of its own.</summary>
    private async Task<FlowFolder> CopyAsync(string example, string engine, string? schema)
    {
        await using (var connection = await Server(engine).OpenAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"create database {DatabaseOf(example)}";
            await command.ExecuteNonQueryAsync();
        }

        var copy = Example.Copy(example);
        if (schema is not null)
            copy.Write($"shop.{engine}.sql", schema);
        var settings = File.ReadAllText(Path.Combine(copy.Root, "codestep.yaml"))
            .Replace("engine: sqlite", $"engine: {engine}", StringComparison.Ordinal)
            .Replace("Data Source=${data}/shop.db", Server(engine).ConnectionStringOf(DatabaseOf(example)), StringComparison.Ordinal)
            .Replace("schema: shop.sql", $"schema: shop.{engine}.sql", StringComparison.Ordinal);
        return copy.Write("codestep.yaml", settings);
    }

    private async Task<string> CountAsync(string engine, string example, string table)
    {
        await using var connection = await Server(engine).OpenAsync();
        await connection.ChangeDatabaseAsync(DatabaseOf(example));
        await using var command = connection.CreateCommand();
        command.CommandText = engine == "mysql" ? $"select count(*) from `{table}`" : $"select count(*) from \"{table}\"";
        return $"{await command.ExecuteScalarAsync()}";
    }
}
