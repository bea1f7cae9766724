using System.Data.Common;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>Locks of a real server: they park a message that writes, where its step says so, and nothing else ever does.</summary>
public sealed class EngineLockTests(PostgresServer postgres, MariaServer maria)
{
    [Theory]
    [InlineData("postgresql", "55P03", "55P03: canceling statement due to lock timeout")]
    [InlineData("mysql", "1205", "Lock wait timeout exceeded; try restarting transaction")]
    public async Task A_lock_time_out(string engine, string code, string message)
    {
        await using var bed = await BedAsync(engine, ";Options=-c lock_timeout=200ms");
        var table = $"locked_{engine}_time_out";
        await bed.RunAsync($"create table {table} (id integer primary key, name varchar(20))");
        await bed.RunAsync($"insert into {table} values (1, 'a')");
        string[] writing = ["database.upsert", "database.delete", "database.insert"];
        foreach (var uses in writing)
        {
            var config = $""" "table": "{table}" {(uses == "database.insert" ? "" : ", \"key\": \"id\"")} """;
            await using (var held = await bed.Beside.BeginTransactionAsync(TestContext.Current.CancellationToken))
            {
                await RunInAsync(held, $"delete from {table} where id = 1");
                var error = await bed.Steps.FailsAsync(uses, config, """{"id": 1, "name": "b"}""");
                Assert.Equal((code, message), (error.Code, error.Message));

                var (end, emissions) = await bed.Steps.StepAsync(uses, config + ", \"rebound\": true", """{"id": 1, "name": "b"}""");
                Assert.IsType<ComponentEnd.Completed>(end);
                Assert.Equal(message, Assert.IsType<Emission.Rebound>(Assert.Single(emissions.Emitted)).Reason);
            }

            var (free, _) = await bed.Steps.StepAsync(uses == "database.insert" ? "database.upsert" : uses, $""" "table": "{table}", "key": "id", "rebound": true """, """{"id": 1, "name": "a"}""");
            Assert.IsType<ComponentEnd.Completed>(free);
            await bed.RunAsync($"delete from {table}");
            await bed.RunAsync($"insert into {table} values (1, 'a')");
        }
    }

    [Theory]
    [InlineData("postgresql", "40P01: deadlock detected")]
    [InlineData("mysql", "Deadlock found when trying to get lock; try restarting transaction")]
    public async Task A_deadlock(string engine, string message)
    {
        await using var bed = await BedAsync(engine, Deadlock.PostgresOptions);
        await using var deadlock = await Deadlock.PrepareAsync(Server(engine), "deadlock_step");
        foreach (var (uses, key, id) in ((string, string, int)[])[("database.insert", "", 2), ("database.upsert", ", \"key\": \"id\"", 1), ("database.delete", ", \"key\": \"id\"", 1)])
        {
            Task<(ComponentEnd End, RecordingEmissions Emissions)>? step = null;
            await deadlock.MeetAsync(() =>
            {
                step = bed.Steps.StepAsync(uses, $""" "table": "{deadlock.Table}", "rebound": true {key} """, $$"""{"id": {{id}}, "name": "b"}""");
                return Task.CompletedTask;
            });

            var (end, emissions) = await step!;
            Assert.IsType<ComponentEnd.Completed>(end);
            Assert.Equal(message, Assert.IsType<Emission.Rebound>(Assert.Single(emissions.Emitted)).Reason);
        }
    }

    [Theory]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("55P03", true)]
    [InlineData("57014", false)]
    [InlineData("23505", false)]
    [InlineData("08006", false)]
    public async Task Only_a_lock_a_deadlock_and_a_serialisation_failure_park_the_message(string state, bool parks)
    {
        await using var bed = await BedAsync("postgresql", "");
        var table = $"refused_{state.ToLowerInvariant()}";
        await bed.RunAsync($"create table {table} (id integer)");
        await bed.RunAsync($"create function {table}_f() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '{state}'; end $$");
        await bed.RunAsync($"create trigger refusing before insert on {table} for each row execute function {table}_f()");
        var (end, emissions) = await bed.Steps.StepAsync("database.insert", $""" "table": "{table}", "rebound": true """, """{"id": 1}""");
        if (parks)
            Assert.Equal($"{state}: no", Assert.IsType<Emission.Rebound>(Assert.Single(emissions.Emitted)).Reason);
        else
            Assert.Equal((state, $"{state}: no"), (Assert.IsType<ComponentEnd.Threw>(end).Error.Code, ((ComponentEnd.Threw)end).Error.Message));
    }

    private Task<ServerBed> BedAsync(string engine, string morePostgres) =>
        ServerBed.StartAsync(Server(engine), engine == "postgresql" ? morePostgres : "");

    private DatabaseServer Server(string engine) => engine == "mysql" ? maria : postgres;

    private static async Task RunInAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
