using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database;

public sealed class DatabaseWriteTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public DatabaseWriteTests() => _file.Run(
        """
        create table customers (id integer primary key, name text not null, "odd `name" any, vip);
        create table orders (shop text, number integer, customer integer references customers(id), total numeric, unique (shop, number));
        """);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task An_insert_writes_the_bodys_members_and_passes_the_body_on()
    {
        const string Body = """{"id":1, "name":"x'); drop table customers; --", "odd `name":{"a":[1, 2]}, "vip":true}""";
        Assert.Equal([Body], await _file.EmitsAsync("database.insert", """ "table": "customers" """, Body));
        Assert.Equal(
            """1|x'); drop table customers; --|{"a":[1, 2]}|1""",
            _file.Run("select id || '|' || name || '|' || \"odd `name\" || '|' || vip from customers"));
    }

    [Theory]
    [InlineData("null", "null", "NULL")]
    [InlineData("true", "integer", "1")]
    [InlineData("9223372036854775807", "integer", "9223372036854775807")]
    [InlineData("9223372036854775808", "text", "'9223372036854775808'")]
    [InlineData("0.1", "real", "0.1")]
    [InlineData("0.1234567890123456789", "text", "'0.1234567890123456789'")]
    [InlineData("1e300", "real", "1.0e+300")]
    [InlineData("\"12\"", "text", "'12'")]
    [InlineData("\"2026-01-02T03:04:05Z\"", "text", "'2026-01-02T03:04:05Z'")]
    [InlineData("[1]", "text", "'[1]'")]
    public async Task Values_keep_every_digit(string json, string type, string stored)
    {
        await _file.EmitsAsync("database.insert", """ "table": "customers" """, $$"""{"name":"x","vip":{{json}}}""");
        Assert.Equal((type, stored), ((string)_file.Run("select typeof(vip) from customers")!, (string)_file.Run("select quote(vip) from customers")!));
    }

    [Fact]
    public async Task Only_the_named_columns_are_written()
    {
        await _file.EmitsAsync("database.insert", """ "table": "main.customers", "columns": ["name", "vip"] """, """{"id":77,"name":"Ann","surplus":1}""");
        Assert.Equal(1L, _file.Run("select id from customers"));
    }

    [Fact]
    public async Task A_member_that_is_no_column_is_the_engines_own_error()
    {
        var error = await _file.FailsAsync("database.insert", """ "table": "customers" """, """{"name":"x","a`) values (1); --":1}""");
        Assert.Equal("SQLite Error 1: 'table customers has no column named a`) values (1); --'.", error.Message);
    }

    [Theory]
    [InlineData("[1]", "is of kind array")]
    [InlineData("\"x\"", "is of kind string")]
    [InlineData("{}", "no member that is a column")]
    public async Task A_body_that_is_no_row_is_refused(string body, string problem)
    {
        var error = await _file.FailsAsync("database.insert", """ "table": "customers" """, body);
        Assert.Equal("database.body", error.Code);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public async Task An_upsert_inserts_once_and_updates_then()
    {
        const string Config = """ "table": "orders", "key": ["shop", "number"] """;
        await _file.EmitsAsync("database.upsert", Config, """{"shop":"a","number":1,"total":10}""");
        await _file.EmitsAsync("database.upsert", Config, """{"shop":"a","number":1,"total":20}""");
        await _file.EmitsAsync("database.upsert", Config, """{"shop":"a","number":1}""");
        Assert.Equal("1|20", _file.Run("select count(*) || '|' || total from orders"));
        Assert.Equal("database.variable", (await _file.FailsAsync("database.upsert", Config, """{"shop":"a","total":1}""")).Code);
    }

    [Fact]
    public async Task A_delete_tells_how_many_rows_are_gone()
    {
        _file.Run("insert into customers (id, name) values (1, 'a'), (2, 'b')");
        const string Config = """ "table": "customers", "key": "id" """;
        Assert.Equal(["""{"result":1}"""], await _file.EmitsAsync("database.delete", Config, """{"id":2}"""));
        Assert.Equal(["""{"result":0}"""], await _file.EmitsAsync("database.delete", Config, """{"id":"1 or 1=1"}"""));
        Assert.Equal("database.variable", (await _file.FailsAsync("database.delete", Config, """{"id":null}""")).Code);
        Assert.Equal(1L, _file.Run("select count(*) from customers"));
    }

    [Theory]
    [InlineData("""{"shop":"a","number":1,"customer":9}""", "orders", "SQLITE_CONSTRAINT_FOREIGNKEY", "SQLite Error 19: 'FOREIGN KEY constraint failed'.")]
    [InlineData("""{"id":1}""", "customers", "SQLITE_CONSTRAINT_NOTNULL", "SQLite Error 19: 'NOT NULL constraint failed: customers.name'.")]
    [InlineData("""{"a":1}""", "nowhere", "SQLITE_ERROR", "SQLite Error 1: 'no such table: nowhere'.")]
    public async Task An_engines_error_is_never_rebounded(string body, string table, string code, string message)
    {
        var error = await _file.FailsAsync("database.insert", $""" "table": "{table}", "rebound": true """, body);
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("database.insert", """ "table": "customers" """)]
    [InlineData("database.upsert", """ "table": "customers", "key": "id" """)]
    [InlineData("database.delete", """ "table": "customers", "key": "id" """)]
    public async Task A_locked_database_rebounds_only_with_rebound_true(string uses, string config)
    {
        const string Body = """{"id":1,"name":"Ann"}""";
        const string Text = "SQLite Error 5: 'database is locked'.";
        using var other = _file.Open();
        using (var held = other.BeginTransaction(deferred: false))
        {
            var failing = _file.FailsAsync(uses, config, Body);
            var rebounding = _file.StepAsync(uses, config + ", \"rebound\": true", Body);
            var error = await failing;
            Assert.Equal(("SQLITE_BUSY", Text), (error.Code, error.Message));

            var (end, emissions) = await rebounding;
            Assert.IsType<ComponentEnd.Completed>(end);
            Assert.Equal(Text, Assert.IsType<Emission.Rebound>(Assert.Single(emissions.Emitted)).Reason);
        }

        Assert.Single(await _file.EmitsAsync(uses, config + ", \"rebound\": true", Body));
    }

    [Fact]
    public async Task A_stop_after_the_commit_does_not_make_the_message_run_again()
    {
        using var stopWork = new CancellationTokenSource();
        var emissions = new RecordingEmissions { OnEmit = _ => { stopWork.Cancel(); return null; } };
        var end = await _file.StopAsync("database.insert", """ "table": "customers" """, """{"name":"Ann"}""", emissions, stopWork.Token);
        Assert.IsType<ComponentEnd.Completed>(end);
        Assert.Single(emissions.Data);
    }
}
