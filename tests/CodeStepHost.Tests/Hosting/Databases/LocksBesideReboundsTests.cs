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

    [Theory]
    [InlineData("postgresql", "40P01: deadlock detected")]
    [InlineData("mysql", "Deadlock found when trying to get lock; try restarting transaction")]
    public async Task Deadlocks_park_what_writes(string engine, string reason)
    {
        await using var deadlock = await Deadlock.PrepareAsync(Server(engine), "deadlock_host");
        using var folder = await DeployWritingAsync(engine, deadlock.Table, Deadlock.PostgresOptions);
        await using var served = await Served.StartAsync(folder);
        foreach (var (step, id) in s_writing.Zip([1, 2, 1]))
            await deadlock.MeetAsync(() => PostAsync(served, $$"""{"id":{{id}},"name":"b"}""", $"to-{step}"));

        await folder.UntilAsync("SELECT count(*) FROM messages WHERE parked_at IS NOT NULL", parked => parked == s_writing.Length);
        Assert.Equal(["delete|1|" + reason, "insert|2|" + reason, "upsert|1|" + reason], Parked(folder));
        Assert.Equal(0, folder.Number("SELECT count(*) FROM errors"));

        // Nobody is in their way any more; what comes after parks its own message only.
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM messages JOIN steps ON steps.key = messages.step WHERE parked_at IS NOT NULL AND steps.step = 'after'", parked => parked == s_writing.Length);
        foreach (var step in s_writing)
            Assert.Equal((1, 1), (folder.Number(FlowFolder.Executions(step)), folder.Number(FlowFolder.Executions(step, "rebound"))));
    }

    [Theory]
    [InlineData("postgresql", "23502", "22001", "23503")]
    [InlineData("mysql", "1048", "1406", "1451")]
    public async Task What_else_fails_is_an_error_at_once(string engine, string nothing, string tooLong, string inUse)
    {
        await using var beside = await Server(engine).OpenAsync();
        await RunAsync(beside, transaction: null, "create table strict_shelf (id integer primary key, name varchar(20))");
        await RunAsync(beside, transaction: null, "create table strict_labels (shelf integer, foreign key (shelf) references strict_shelf (id))");
        await RunAsync(beside, transaction: null, "insert into strict_shelf values (7, 'a')");
        await RunAsync(beside, transaction: null, "insert into strict_labels values (7)");
        using var folder = await DeployWritingAsync(engine, "strict_shelf", "");
        await using var served = await Served.StartAsync(folder);
        await PostAsync(served, """{"id":null,"name":"a"}""", "to-insert");
        await PostAsync(served, """{"id":1,"name":"a name that is longer than twenty letters"}""", "to-upsert");
        await PostAsync(served, """{"id":7,"name":"a"}""", "to-delete");

        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == s_writing.Length);
        Assert.Equal([$"delete|{inUse}|1", $"insert|{nothing}|1", $"upsert|{tooLong}|1"], Errors(folder));
        Assert.Equal(0, folder.Number("SELECT count(*) FROM messages"));
    }

    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    private static IReadOnlyList<string> Parked(FlowFolder folder) =>
        folder.Query("SELECT DISTINCT steps.step, json_extract(content, '$.body.id'), reason FROM messages JOIN steps ON steps.key = messages.step WHERE parked_at IS NOT NULL ORDER BY steps.step");

    private static IReadOnlyList<string> Errors(FlowFolder folder) =>
        folder.Query("SELECT steps.step, json_extract(error, '$.code'), attempt FROM errors JOIN failures ON failures.id = errors.failure JOIN steps ON steps.key = errors.step ORDER BY steps.step");

    private static async Task PostAsync(Served served, string body, string? hook = null) =>
        Assert.Equal(202, (await served.PostAsync($"/hooks/orders/{hook}".TrimEnd('/'), body)).Status);

    /// <summary>Deploys a flow with a webhook for each step that writes, and behind them all a script that rebounds.</summary>
    private async Task<FlowFolder> DeployWritingAsync(string engine, string table, string postgresOptions)
    {
        var folder = new FlowFolder()
            .Write("codestep.yaml", $$"""
                sandbox: { spares: 0 }
                connections:
                  shop: { engine: {{engine}}, connectionString: "{{Server(engine).ConnectionString}}{{(engine == "postgresql" ? postgresOptions : "")}}" }

                """)
            .Write("orders/flow.yaml", $$"""
                rebound: { first: 1h }
                steps:
                  to-insert: { uses: webhook, to: insert }
                  to-upsert: { uses: webhook, to: upsert }
                  to-delete: { uses: webhook, to: delete }
                  insert: { uses: database.insert, config: { connection: shop, table: {{table}}, rebound: true }, to: after }
                  upsert: { uses: database.upsert, config: { connection: shop, table: {{table}}, key: id, rebound: true }, to: after }
                  delete: { uses: database.delete, config: { connection: shop, table: {{table}}, key: id, rebound: true }, to: after }
                  after: { uses: code, script: after.js }

                """)
            .Write("orders/after.js", "async function run(msg) { await this.emit('rebound', 'the shop is closed'); }");
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        return folder;
    }

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
                rebound: { first: 1h }
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
