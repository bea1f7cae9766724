namespace CodeStepHost.Components.Tests.Database.Servers;

public sealed class EngineCallTests(PostgresServer postgres, MariaServer maria)
{
    private const string Config = """ "procedure": "raise_price", "arguments": { "sku": "@sku", "price": "inout @new.price:number", "former": "out:number" } """;
    private const string Body = """{"sku": "a'); --", "new": {"price": "12.50"}}""";

    [Fact]
    public async Task PostgreSQL_gives_back_what_its_procedure_sets()
    {
        await using var bed = await ServerBed.StartAsync(postgres);
        await bed.RunAsync("create procedure raise_price(sku text, inout price numeric, out former numeric) language plpgsql as $$ begin price := price * 2; former := length(sku); end $$");
        Assert.Equal(["""{"results":[],"out":{"price":25.00,"former":7}}"""], await bed.Steps.EmitsAsync("database.call", Config, Body));
    }

    [Fact]
    public async Task MariaDB_gives_back_what_its_procedure_sets_and_its_rows()
    {
        await using var bed = await ServerBed.StartAsync(maria);
        await bed.RunAsync("create procedure raise_price(sku varchar(20), inout price decimal(10,2), out former integer) begin select sku as got; set price = price * 2; set former = length(sku); end");
        Assert.Equal(["""{"results":[{"got":"a'); --"}],"out":{"price":25.00,"former":7}}"""], await bed.Steps.EmitsAsync("database.call", Config, Body));
    }

    [Fact]
    public async Task A_procedure_that_is_not_there_is_the_servers_own_error()
    {
        await using var bed = await ServerBed.StartAsync(postgres);
        var error = await bed.Steps.FailsAsync("database.call", """ "procedure": "public.nobody", "arguments": { "a": "@a" } """, """{"a": 1}""");
        Assert.Equal("42883", error.Code);
        Assert.StartsWith("42883: procedure public.nobody(", error.Message, StringComparison.Ordinal);
        Assert.Equal("CALL public.nobody(a)", error.Details!["sql"]);
    }

    [Theory]
    [InlineData(""" "procedure": "p" """, "connection 'shop' is of engine sqlite, which has no stored procedures")]
    public async Task SQLite_has_none(string config, string problem)
    {
        using var file = new SqliteFile();
        var error = await file.FailsAsync("database.call", config, "{}");
        Assert.Contains(problem, error.Message);
    }

    [Theory]
    [InlineData("1", "'1' is none of @variable, @variable:type, inout @variable, out, out:type")]
    [InlineData("@a, @b", "'@a, @b' is none of")]
    [InlineData("@a:uuid", "unknown type 'uuid'")]
    [InlineData("out:uuid", "'uuid' is no type; types are string,")]
    public void Arguments_are_variables(string text, string problem)
    {
        using var steps = new DatabaseBed(new Components.Database.DatabaseConnectionSettings("postgresql", "Host=127.0.0.1"));
        var error = steps.Component.Check(DatabaseBed.Step("database.call", $$""" "procedure": "p", "arguments": { "a": "{{text}}" } """));
        Assert.Contains("config.arguments.a:", error!.Message);
        Assert.Contains(problem, error.Message);
    }
}
