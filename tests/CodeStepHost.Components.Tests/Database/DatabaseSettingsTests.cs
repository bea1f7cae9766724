using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database;

public sealed class DatabaseSettingsTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("database.select", "\"sql\": \" \"", "config.sql must be a text.")]
    [InlineData("database.select", "\"emit\": \"all\"", "config.sql is missing.")]
    [InlineData("database.select", "\"sql\": \"select @a:uuid\"", "config.sql: variable @a has the unknown type 'uuid'; types are string, boolean, date, number, bigint, float, real, binary.")]
    [InlineData("database.select", "\"sql\": \"select 1\", \"emit\": \"some\"", "config.emit must be one of each, all, single.")]
    [InlineData("database.select", "\"sql\": \"select 1\", \"rebound\": true", "config.rebound is not a setting of database.select; settings are connection, sql, emit, missing, timeout.")]
    [InlineData("database.query", "\"sql\": \"select 1\", \"timeout\": \"soon\"", "config.timeout must be a time such as 500ms, 30s or 1m30s.")]
    [InlineData("database.lookup", "\"key\": \"id\"", "config.table is missing: a lookup has either sql, or table and key.")]
    [InlineData("database.lookup", "\"table\": \"t\"", "config.key is missing.")]
    [InlineData("database.lookup", "\"table\": \"t\", \"sql\": \"select 1\"", "config.sql and config.table are both given; one of them must go.")]
    [InlineData("database.insert", "\"columns\": \"a\"", "config.table is missing.")]
    [InlineData("database.insert", "\"table\": \"t\", \"rebound\": \"yes\"", "config.rebound must be true or false.")]
    [InlineData("database.upsert", "\"table\": \"t\", \"key\": []", "config.key must be a name or a list of names.")]
    public async Task A_wrong_setting_is_named_by_the_check_and_fails_each_message(string uses, string config, string problem)
    {
        var error = await _file.FailsAsync(uses, config, "{}");
        Assert.Equal((ErrorCodes.StepConfig, $"Step 'step': {problem}"), (error.Code, error.Message));
        Assert.Equal(error, _file.Component.Check(SqliteFile.Step(uses, config)));
    }

    [Fact]
    public async Task A_missing_connection_names_the_connection_the_step_and_the_setting()
    {
        var emissions = new RecordingEmissions();
        var step = StepRuns.Step("database.select", """{"connection": "stock", "sql": "select 1"}""");
        var end = await StepRuns.RunMessageAsync(_file.Component, step, "{}", emissions);

        var error = Assert.IsType<ComponentEnd.Threw>(end).Error;
        Assert.Equal(ErrorCodes.StepConfig, error.Code);
        Assert.Equal("Step 'step': config.connection names 'stock', and the host's settings have no connections.stock.", error.Message);
    }

    [Theory]
    [InlineData("oracle", "Data Source=x", "connections.shop.engine: 'oracle' is not an engine; engines are sqlite, postgresql, mysql, sqlserver.")]
    [InlineData("sqlite", "Sauce=x;Password=secret", "connections.shop.connectionString: ")]
    [InlineData("postgresql", "Hoost=x;Password=secret", "connections.shop.connectionString: ")]
    [InlineData("mysql", "Hoost=x;Password=secret", "connections.shop.connectionString: ")]
    [InlineData("sqlserver", "Server=x;Password=secret", "connections.shop.connectionString: SQL Server's provider needs ICU")]
    public void A_connection_that_cannot_work_is_refused_at_the_start(string engine, string connectionString, string problem)
    {
        var settings = new Dictionary<string, DatabaseConnectionSettings> { ["shop"] = new(engine, connectionString) };
        var exception = Assert.Throws<ArgumentException>(() => new DatabaseConnections(settings));
        Assert.StartsWith(problem, exception.Message);
        Assert.DoesNotContain("secret", exception.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_reported_as_such()
    {
        await File.WriteAllTextAsync(_file.Path, new string('x', 5000), TestContext.Current.CancellationToken);
        var error = await _file.FailsAsync("database.select", """ "sql": "select * from t" """, "{}");
        Assert.Equal(("SQLITE_NOTADB", "SQLite Error 26: 'file is not a database'."), (error.Code, error.Message));
    }

    [Fact]
    public async Task The_file_is_written_ahead_and_enforces_foreign_keys() =>
        Assert.Equal(
            ["""{"wal":"wal","keys":1}"""],
            await _file.EmitsAsync(
                "database.select",
                """ "sql": "select journal_mode as wal, foreign_keys as keys from pragma_journal_mode, pragma_foreign_keys" """,
                "{}"));

    [Fact]
    public void The_component_runs_the_database_kinds_and_no_other()
    {
        string[] kinds = ["database.select", "database.lookup", "database.insert", "database.upsert", "database.delete", "database.query"];
        Assert.All(kinds, kind => Assert.True(_file.Component.Runs(kind)));
        Assert.False(_file.Component.Runs("database"));
        Assert.False(_file.Component.Runs("code"));
    }
}
