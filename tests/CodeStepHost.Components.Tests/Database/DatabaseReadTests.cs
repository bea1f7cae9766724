using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Time.Testing;

namespace CodeStepHost.Components.Tests.Database;

public sealed class DatabaseReadTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public DatabaseReadTests() => _file.Run(
        """
        create table customers (id integer primary key, name text, city text, credit real, photo blob);
        insert into customers values (1, 'Ann "A" Müller', 'Köln', 1.5, x'0001ff'), (2, 'Bob', null, 3, null), (3, 'Cid', 'Bonn', 9e999, null);
        """);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Each_row_is_a_message_by_default()
    {
        var rows = await _file.EmitsAsync("database.select", """ "sql": "select * from customers order by id" """, "{}");
        Assert.Equal(
            [
                """{"id":1,"name":"Ann \"A\" Müller","city":"Köln","credit":1.5,"photo":"AAH/"}""",
                """{"id":2,"name":"Bob","city":null,"credit":3,"photo":null}""",
                """{"id":3,"name":"Cid","city":"Bonn","credit":null,"photo":null}""",
            ],
            rows);
    }

    [Fact]
    public async Task All_rows_are_one_message_with_emit_all()
    {
        const string Config = """ "emit": "all", "sql": "select id from customers where id >= @from:number order by id" """;
        Assert.Equal(["""{"results":[{"id":2},{"id":3}]}"""], await _file.EmitsAsync("database.select", Config, """{"from":"2"}"""));
        Assert.Equal(["""{"results":[]}"""], await _file.EmitsAsync("database.select", Config, """{"from":99}"""));
    }

    [Theory]
    [InlineData(1, "none")]
    [InlineData(3, "more than one")]
    public async Task Emit_single_wants_exactly_one_row(int below, string found)
    {
        const string Config = """ "emit": "single", "sql": "select name from customers where id < @below" """;
        Assert.Equal(["""{"name":"Ann \"A\" Müller"}"""], await _file.EmitsAsync("database.select", Config, """{"below":2}"""));

        var error = await _file.FailsAsync("database.select", Config, $$"""{"below":{{below}}}""");
        Assert.Equal("database.rows", error.Code);
        Assert.Equal($"Expected exactly one row, found {found}.", error.Message);
    }

    [Fact]
    public async Task Of_two_columns_with_one_name_the_last_counts() =>
        Assert.Equal(["""{"b":2,"a":3}"""], await _file.EmitsAsync("database.select", """ "sql": "select 1 as a, 2 as b, 3 as a" """, "{}"));

    [Fact]
    public async Task Members_of_members_and_one_variable_in_many_places_are_bound() =>
        Assert.Equal(
            ["""{"a":"Köln","b":"Köln","c":"@address.city"}"""],
            await _file.EmitsAsync(
                "database.select",
                """ "sql": "select @address.city as a, @address.city as b, '@address.city' as c" """,
                """{"address":{"city":"Köln"}}"""));

    [Theory]
    [InlineData("1")]
    [InlineData("1 or 1=1")]
    [InlineData("1; drop table customers; --")]
    [InlineData("' or ''='")]
    [InlineData("@id")]
    [InlineData("\" union select 1 --")]
    public async Task Whatever_a_variable_holds_is_a_value(string attack)
    {
        const string Config = """ "emit": "all", "sql": "select @a as a, @b:string as b, @c.d as c from customers where id = 1 and @e is not null" """;
        var value = System.Text.Json.JsonSerializer.Serialize(attack);
        var emitted = await _file.EmitsAsync("database.select", Config, $$"""{"a":{{value}},"b":{{value}},"c":{"d":{{value}}},"e":{{value}}}""");

        using var body = System.Text.Json.JsonDocument.Parse(Assert.Single(emitted));
        var row = Assert.Single(body.RootElement.GetProperty("results").EnumerateArray());
        Assert.All(row.EnumerateObject(), member => Assert.Equal(attack, member.Value.GetString()));
        Assert.Equal(3L, _file.Run("select count(*) from customers"));
    }

    [Fact]
    public async Task A_missing_table_gives_the_engines_own_text_and_is_never_rebounded()
    {
        const string Sql = "select * from orders where secret = @password";
        var error = await _file.FailsAsync("database.select", $"\"sql\": \"{Sql}\"", """{"password":"hunter2"}""");

        Assert.Equal("SqliteException", error.Name);
        Assert.Equal("SQLite Error 1: 'no such table: orders'.", error.Message);
        Assert.Equal("SQLITE_ERROR", error.Code);
        Assert.Equal(Sql, error.Details!["sql"]);
        Assert.Equal("shop", error.Details["connection"]);
        Assert.DoesNotContain("hunter2", error.ToString() + string.Concat(error.Details.Values));
    }

    [Fact]
    public async Task A_variable_that_the_body_lacks_is_an_error_that_names_it_or_null_on_request()
    {
        var error = await _file.FailsAsync("database.select", """ "sql": "select @order.id:number as id" """, """{"order":{}}""");
        Assert.Equal("database.variable", error.Code);
        Assert.Contains("no order.id, which the variable @order.id:number needs", error.Message);

        Assert.Equal(["""{"id":null}"""], await _file.EmitsAsync("database.select", """ "sql": "select @order.id:number as id", "missing": null """, "{}"));
        Assert.Equal(["""{"id":null}"""], await _file.EmitsAsync("database.select", """ "sql": "select @id as id", "missing": "null" """, "[1]"));
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_an_error_that_names_the_variable_and_not_the_value()
    {
        var error = await _file.FailsAsync("database.select", """ "sql": "select @id:number as id" """, """{"id":"abc"}""");
        Assert.Equal("Variable @id:number: the body's id is a text that is not a number.", error.Message);
    }

    [Fact]
    public async Task Rows_pass_one_by_one_and_a_broken_limit_ends_them()
    {
        var seen = 0;
        var limit = new StepError("Error", "too many") { Code = ErrorCodes.EmissionsLimit };
        var emissions = new RecordingEmissions { OnEmit = _ => ++seen > 1000 ? limit : null };
        const string Endless = """ "sql": "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n" """;

        var end = await _file.StepAsync("database.select", Endless, "{}", emissions);

        Assert.Equal("too many", Assert.IsType<ComponentEnd.LimitExceeded>(end).Error.Message);
        Assert.Equal(1000, emissions.Data.Count);
    }

    [Fact]
    public async Task Gathering_all_rows_ends_at_the_largest_message()
    {
        const string Endless = """ "emit": "all", "sql": "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n" """;
        var (end, emissions) = await _file.StepAsync("database.select", Endless, "{}");
        Assert.Equal(ErrorCodes.MessageLimit, Assert.IsType<ComponentEnd.LimitExceeded>(end).Error.Code);
        Assert.Empty(emissions.Emitted);
    }

    [Fact]
    public async Task A_time_out_between_two_rows_names_its_setting()
    {
        var time = new FakeTimeProvider();
        using var file = new SqliteFile(time);
        var emissions = new RecordingEmissions { OnEmit = _ => { time.Advance(TimeSpan.FromSeconds(2)); return null; } };
        const string Config = """ "timeout": "2s", "sql": "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n" """;

        var end = await file.StepAsync("database.select", Config, "{}", emissions);

        var error = Assert.IsType<ComponentEnd.LimitExceeded>(end).Error;
        Assert.Equal((ErrorCodes.TimeLimit, "The step took longer than config.timeout (2 s)."), (error.Code, error.Message));
        Assert.Single(emissions.Data);
    }

    [Fact]
    public async Task A_time_out_ends_a_statement_that_never_gives_a_row()
    {
        const string Config = """ "timeout": "50ms", "sql": "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n" """;
        var (end, _) = await _file.StepAsync("database.select", Config, "{}");
        Assert.Equal(ErrorCodes.TimeLimit, Assert.IsType<ComponentEnd.LimitExceeded>(end).Error.Code);

        // The connection goes back to the pool unharmed.
        Assert.Equal(["""{"n":3}"""], await _file.EmitsAsync("database.select", """ "sql": "select count(*) as n from customers" """, "{}"));
    }

    [Fact]
    public async Task The_hosts_last_word_interrupts_a_statement()
    {
        using var stopWork = new CancellationTokenSource();
        var emissions = new RecordingEmissions { OnEmit = _ => { stopWork.Cancel(); return null; } };
        const string Config = """ "sql": "select 1; with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n" """;
        Assert.IsType<ComponentEnd.Interrupted>(await _file.StopAsync("database.select", Config, "{}", emissions, stopWork.Token));
    }

    [Fact]
    public async Task Trouble_of_the_host_with_an_emission_is_no_error_of_the_step()
    {
        var emissions = new RecordingEmissions { OnEmit = _ => throw new IOException("disk full") };
        await Assert.ThrowsAsync<IOException>(() => _file.StepAsync("database.select", """ "sql": "select 1" """, "{}", emissions));
    }

    [Fact]
    public async Task A_lookup_by_key_makes_the_row_the_body()
    {
        const string Config = """ "table": "customers", "key": ["id", "name"], "columns": ["name", "city"] """;
        Assert.Equal(["""{"name":"Bob","city":null}"""], await _file.EmitsAsync("database.lookup", Config, """{"id":"2","name":"Bob"}"""));
        Assert.Equal("database.rows", (await _file.FailsAsync("database.lookup", Config, """{"id":2,"name":"Ann"}""")).Code);
        Assert.Equal("The message's body has no value for the key `name`.", (await _file.FailsAsync("database.lookup", Config, """{"id":2}""")).Message);
    }

    [Fact]
    public async Task A_lookup_by_sql_adds_its_row_to_the_body()
    {
        const string Config = """ "sql": "select city from customers where id = @id", "as": "customer", "notFound": "emit" """;
        Assert.Equal(
            ["""{"id":1, "x":1.10,"customer":{"city":"Köln"}}""".Replace(", ", ",")],
            await _file.EmitsAsync("database.lookup", Config, """{"id":1,"customer":5,"x":1.10}"""));
        Assert.Equal(["""{"id":7,"customer":null}"""], await _file.EmitsAsync("database.lookup", Config, """{"id":7}"""));
    }

    [Fact]
    public async Task A_lookup_that_finds_nothing_emits_an_empty_object_on_request() =>
        Assert.Equal(["{}"], await _file.EmitsAsync("database.lookup", """ "table": "customers", "key": "id", "notFound": "emit" """, """{"id":7}"""));

    [Fact]
    public async Task An_unknown_column_is_an_error_and_not_a_text() =>
        Assert.Equal(
            "SQLite Error 1: 'no such column: nope'.",
            (await _file.FailsAsync("database.lookup", """ "table": "customers", "key": "nope" """, """{"nope":"nope"}""")).Message);

    [Fact]
    public async Task A_query_gives_its_rows_and_how_many_it_changed()
    {
        const string Config = """ "sql": "update customers set city = @city where id > 1; delete from customers where id = 3 returning name" """;
        Assert.Equal(["""{"results":[{"name":"Cid"}],"rowsAffected":3}"""], await _file.EmitsAsync("database.query", Config, """{"city":"Ulm"}"""));
        Assert.Equal("Ulm", _file.Run("select city from customers where id = 2"));
    }

    [Fact]
    public async Task A_query_that_fails_in_its_last_statement_changes_nothing()
    {
        await _file.FailsAsync("database.query", """ "sql": "delete from customers; select * from nowhere" """, "{}");
        Assert.Equal(3L, _file.Run("select count(*) from customers"));
    }

    [Theory]
    [InlineData("attach database 'other.db' as other")]
    [InlineData("vacuum into 'copy.db'")]
    [InlineData("begin")]
    public async Task No_statement_leaves_the_file_or_its_transaction(string sql)
    {
        Assert.Equal("SqliteException", (await _file.FailsAsync("database.query", $"\"sql\": \"{sql}\"", "{}")).Name);
        Assert.Equal(3, (await _file.EmitsAsync("database.select", """ "sql": "select id from customers" """, "{}")).Count);
    }

    [Fact]
    public async Task A_message_that_is_not_json_fails()
    {
        var end = await StepRuns.RunMessageAsync(_file.Component, SqliteFile.Step("database.select", "\"sql\": \"select 1\""), "{", new RecordingEmissions());
        Assert.IsType<ComponentEnd.Threw>(end);
    }
}
