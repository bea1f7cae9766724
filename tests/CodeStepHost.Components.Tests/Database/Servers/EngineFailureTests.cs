using System.Data.Common;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>What goes wrong with a real server is told in the server's own words, and never parks a message.</summary>
public sealed class EngineFailureTests(PostgresServer postgres, MariaServer maria)
{
    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    [Theory]
    [InlineData("postgresql", "42P01", "42P01: relation \"orders_of_nobody\" does not exist")]
    [InlineData("mysql", "1146", "Table 'shop.orders_of_nobody' doesn't exist")]
    public async Task A_missing_table(string engine, string code, string message)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        const string Sql = "select * from orders_of_nobody where secret = @password";
        var error = await bed.Steps.FailsAsync("database.select", $"\"sql\": \"{Sql}\"", """{"password": "hunter2"}""");
        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.Equal((Sql, "shop"), (error.Details!["sql"], error.Details["connection"]));
        Assert.DoesNotContain("hunter2", error + string.Concat(error.Details.Values));
    }

    [Theory]
    [InlineData("postgresql", "Password=wrong-one", "28P01", "28P01: password authentication failed for user \"shop\"")]
    [InlineData("mysql", "Password=wrong-one", "1045", "Access denied for user 'shop'@'127.0.0.1' (using password: YES)")]
    [InlineData("postgresql", "Database=nowhere", "3D000", "3D000: database \"nowhere\" does not exist")]
    [InlineData("mysql", "Database=nowhere", "1049", "Unknown database 'nowhere'")]
    public async Task Wrong_credentials(string engine, string wrong, string code, string message)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine), $";{wrong}");
        var error = await bed.Steps.FailsAsync("database.select", "\"sql\": \"select 1\"", "{}");
        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.DoesNotContain("wrong-one", error.ToString());
    }

    [Theory]
    [InlineData("postgresql", "ECONNREFUSED", "Failed to connect to 127.0.0.1:1")]
    [InlineData("mysql", "1042", "Unable to connect to any of the specified MySQL hosts.")]
    public async Task A_server_that_does_not_listen(string engine, string code, string message)
    {
        using var steps = new DatabaseBed(new DatabaseConnectionSettings(engine, "Server=127.0.0.1;Port=1;Username=shop;Password=x"));
        var error = await steps.FailsAsync("database.insert", """ "table": "orders", "rebound": true """, """{"id": 1}""");
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("postgresql", "select pg_sleep(30)", "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()", "57P01: terminating connection due to administrator command")]
    [InlineData("mysql", "select sleep(29)", "", "")]
    public async Task A_connection_that_is_killed(string engine, string sql, string kill, string message)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        var failing = bed.Steps.FailsAsync("database.select", $"\"sql\": \"{sql}\"", "{}");
        if (engine == "mysql")
        {
            object? id;
            while ((id = await bed.RunAsync("select id from information_schema.processlist where info = 'select sleep(29)'")) is null)
                await Task.Yield();
            await bed.RunAsync($"kill {id}");
            message = "Failed to read the result set.";
        }
        else
        {
            while (await bed.RunAsync(kill) is not true)
                await Task.Yield();
        }

        var error = await failing;
        Assert.Equal(message, error.Message);
        Assert.Equal(["""{"one":1}"""], await bed.Steps.EmitsAsync("database.select", "\"sql\": \"select 1 as one\"", "{}"));
    }

    [Fact]
    public async Task A_server_that_was_stopped_and_is_back_serves_the_next_message()
    {
        await using var server = new PostgresServer();
        await using var bed = await ServerBed.StartAsync(server);
        Assert.Single(await bed.Steps.EmitsAsync("database.select", "\"sql\": \"select 1 as one\"", "{}"));

        await server.StopAsync();
        var error = await bed.Steps.FailsAsync("database.select", "\"sql\": \"select 1 as one\"", "{}");
        Assert.Equal(("ECONNREFUSED", $"Failed to connect to 127.0.0.1:{server.Port}", "Connection refused"), (error.Code, error.Message, error.Cause?.Message));

        await server.RestartAsync();
        Assert.Single(await bed.Steps.EmitsAsync("database.select", "\"sql\": \"select 1 as one\"", "{}"));
        await server.StopAsync();
        await server.RestartAsync();
        Assert.Single(await bed.Steps.EmitsAsync("database.select", "\"sql\": \"select 1 as one\"", "{}"));
    }

    [Theory]
    [InlineData("postgresql", "select pg_sleep(30)")]
    [InlineData("mysql", "select sleep(30)")]
    public async Task A_statement_that_takes_too_long_is_ended_on_the_server_too(string engine, string sql)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        var (end, emissions) = await bed.Steps.StepAsync("database.select", $"\"sql\": \"{sql}\", \"timeout\": \"200ms\"", "{}");
        var error = Assert.IsType<ComponentEnd.LimitExceeded>(end).Error;
        Assert.Equal((ErrorCodes.TimeLimit, "The step took longer than config.timeout (0.2 s)."), (error.Code, error.Message));
        Assert.Equal(sql, error.Details!["sql"]);
        Assert.Empty(emissions.Emitted);
        Assert.Equal(0L, Convert.ToInt64(await bed.RunAsync(engine == "mysql"
            ? "select count(*) from information_schema.processlist where info like 'select sleep(30)%'"
            : "select count(*) from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'")));
    }

    [Theory]
    [InlineData("postgresql", "set local statement_timeout = 50; select pg_sleep(30)", "57014", "57014: canceling statement due to statement timeout")]
    [InlineData("mysql", "set statement max_statement_time = 0.05 for select sleep(30), benchmark(1000000000, md5(1))", "1969", "Query execution was interrupted (max_statement_time exceeded)")]
    public async Task The_servers_own_time_out_keeps_its_words(string engine, string sql, string code, string message)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        var error = await bed.Steps.FailsAsync("database.query", $"\"sql\": \"{sql}\"", "{}");
        Assert.Equal((code, message), (error.Code, error.Message));
    }
}
