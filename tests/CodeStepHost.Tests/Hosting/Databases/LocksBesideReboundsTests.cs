using System.Data.Common;
using CodeStepHost.Components.Tests.Database.Servers;

namespace CodeStepHost.Tests.Hosting.Databases;

/// <summary>
/// Steps that write to real servers in a running host, with <c>rebound: true</c>: a lock that another session has parks their messages; what
/// else fails is an error. Scripts before and after them rebound at the same time, each its own message.
/// </summary>
public sealed class LocksBesideReboundsTests(PostgresServer postgres, MariaServer maria)
{
    private static readonly string[] s_writing = ["delete", "insert", "upsert"];

    [Theory]
    [InlineData("postgresql", "55P03: canceling statement due to lock timeout", "23505")]
    [InlineData("mysql", "Lock wait timeout exceeded; try restarting transaction", "1062")]
    public async Task Locks_park_what_writes_and_nothing_else_does(string engine, string timeOut, string duplicate)
    {
        await using var beside = await Server(engine).OpenAsync();
        using var folder = await DeployAsync(engine, beside);
        await using var served = await Served.StartAsync(folder);

        // A row that another session keeps: all three come back later, and so do the messages of the scripts.
        await using (var held = await beside.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await RunAsync(beside, held, "update shelf set name = 'held' where id = 1");
            await PostAsync(served, """{"id":1,"name":"a","rebound":"after"}""");
            await PostAsync(served, """{"id":3,"name":"c","rebound":"before"}""");
            await folder.UntilAsync("SELECT count(*) FROM messages WHERE parked_at IS NOT NULL", parked => parked == 5);
            await held.RollbackAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["after|1|the shop is closed", "before|3|not before Monday", .. s_writing.Select(step => $"{step}|1|{timeOut}")], Parked(folder));
        Assert.Equal(0, folder.Number("SELECT count(*) FROM errors"));

        // Free again, they pass or tell what else is wrong with them; the scripts' messages are parked as they were.
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all", "--step", "insert")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == 1);
        Assert.Equal([$"insert|{duplicate}|2"], Errors(folder));
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all", "--step", "upsert")).Succeeded();
        await folder.UntilAsync(FlowFolder.Executions("upsert"), done => done == 1);
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all", "--step", "delete")).Succeeded();
        await folder.UntilAsync(FlowFolder.Executions("delete"), done => done == 1);
        Assert.Equal(["after|1|the shop is closed", "before|3|not before Monday"], Parked(folder).Where(row => row[0] is 'a' or 'b').Take(2));
    }

    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    private static IReadOnlyList<string> Parked(FlowFolder folder) =>
        folder.Query("SELECT DISTINCT steps.step, json_extract(content, '$.body.id'), reason FROM messages JOIN steps ON steps.key = messages.step WHERE parked_at IS NOT NULL ORDER BY steps.step");

    private static IReadOnlyList<string> Errors(FlowFolder folder) =>
        folder.Query("SELECT steps.step, json_extract(error, '$.code'), attempt FROM errors JOIN failures ON failures.id = errors.failure JOIN steps ON steps.key = errors.step ORDER BY steps.step");

    private static async Task PostAsync(Served served, string body) => Assert.Equal(202, (await served.PostAsync("/hooks/orders", body)).Status);

    private async Task<FlowFolder> DeployAsync(string engine, DbConnection beside)
    {
        await RunAsync(beside, transaction: null, "create table shelf (id integer primary key, name varchar(20))");
        await RunAsync(beside, transaction: null, "insert into shelf values (1, 'a'), (2, 'b')");
        var connection = $"{Server(engine).ConnectionString}{(engine == "postgresql" ? ";Options=-c lock_timeout=300ms" : "")}";
        var folder = new FlowFolder()
            .Write("codestep.yaml", $$"""
                sandbox: { spares: 0 }
                connections:
                  shop: { engine: {{engine}}, connectionString: "{{connection}}" }

                """)
            .Write("orders/flow.yaml", """
                steps:
                  hook: { uses: webhook, to: before }
                  before: { uses: code, script: before.js, to: [insert, upsert, delete, after] }
                  insert: { uses: database.insert, config: { connection: shop, table: shelf, columns: [id, name], rebound: true }, to: after }
                  upsert: { uses: database.upsert, config: { connection: shop, table: shelf, key: id, columns: [id, name], rebound: true }, to: after }
                  delete: { uses: database.delete, config: { connection: shop, table: shelf, key: id, rebound: true }, to: after }
                  after: { uses: code, script: after.js }

                """)
            .Write("orders/before.js", "async function run(msg) { if (msg.body.rebound === 'before') { await this.emit('rebound', 'not before Monday'); } else { await this.emit('data', msg); } }")
            .Write("orders/after.js", "async function run(msg) { if (msg.body.rebound === 'after') await this.emit('rebound', 'the shop is closed'); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        return folder;
    }

    private static async Task<object?> RunAsync(DbConnection connection, DbTransaction? transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
