using System.Data.Common;
using System.Diagnostics;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>
/// A deadlock that a server always ends at the cost of the steps: what writes into the table <see cref="Table"/> changes row 2 of another one, waits at a
/// gate and changes row 1, while a session beside it has changed row 1 and waits for row 2. PostgreSQL ends the session that looks first
/// once the circle is closed, and the session beside does not look; MariaDB ends the one that has changed less.
/// </summary>
public sealed class Deadlock : IAsyncDisposable
{
    private const int MoreRows = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DbConnection _beside;
    private readonly DbConnection _gate;
    private readonly bool _isMySql;

    private Deadlock(DbConnection beside, DbConnection gate, string table, bool isMySql) =>
        (_beside, _gate, Table, _isMySql) = (beside, gate, table, isMySql);

    /// <summary>What a PostgreSQL connection string needs for a deadlock that ends soon.</summary>
    public const string PostgresOptions = ";Options=-c deadlock_timeout=50ms";

    /// <summary>Where a step writes to be caught: a table of the columns <c>id</c>, its key, and <c>name</c>, with the row 1.</summary>
    public string Table { get; }

    public static async Task<Deadlock> PrepareAsync(DatabaseServer server, string table)
    {
        var deadlock = new Deadlock(await server.OpenAsync(), await server.OpenAsync(), table, server.Engine == "mysql");
        await deadlock.MakeTablesAsync();
        return deadlock;
    }

    /// <summary>Has a step write into the table, lets it run into the session beside it, and waits until that one is free.</summary>
    /// <param name="write">Begins the writing, and does not wait for its end.</param>
    public async Task MeetAsync(Func<Task> write)
    {
        await RunAsync(_gate, _isMySql ? $"do get_lock('{Table}', 0)" : $"select pg_advisory_lock(hashtext('{Table}'))");
        await using var held = await _beside.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(_beside, $"update {Table}_rows set name = 'x' where id = 1", held);
        await RunAsync(_beside, $"insert into {Table}_rows values {string.Join(", ", Enumerable.Range(100, MoreRows).Select(id => $"({id}, 'a')"))}", held);
        await write();
        await UntilAsync(sessions: 1);
        var other = RunAsync(_beside, $"update {Table}_rows set name = 'y' where id = 2", held);
        await UntilAsync(sessions: 2);
        await RunAsync(_gate, _isMySql ? $"do release_lock('{Table}')" : $"select pg_advisory_unlock(hashtext('{Table}'))");
        await other;
        await held.RollbackAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _beside.DisposeAsync();
    }

    private async Task MakeTablesAsync()
    {
        await RunAsync(_beside, _isMySql ? "set innodb_lock_wait_timeout = 60" : "set deadlock_timeout = '10min'");
        await RunAsync(_beside, $"create table {Table}_rows (id integer primary key, name varchar(20))");
        await RunAsync(_beside, $"insert into {Table}_rows values (1, 'a'), (2, 'a')");
        await RunAsync(_beside, $"create table {Table} (id integer primary key, name varchar(20))");
        await RunAsync(_beside, $"insert into {Table} values (1, 'a')");
        var changes = $"update {Table}_rows set name = 'z' where id = 2; {(_isMySql ? $"do get_lock('{Table}', 60); do release_lock('{Table}')" : $"perform pg_advisory_xact_lock_shared(hashtext('{Table}'))")}; update {Table}_rows set name = 'z' where id = 1;";
        if (_isMySql)
        {
            foreach (var when in (string[])["insert", "update", "delete"])
                await RunAsync(_beside, $"create trigger {Table}_{when} before {when} on {Table} for each row begin {changes} end");
        }
        else
        {
            await RunAsync(_beside, $"create function {Table}_f() returns trigger language plpgsql as $$ begin {changes} return coalesce(new, old); end $$");
            await RunAsync(_beside, $"create trigger {Table}_t before insert or update or delete on {Table} for each row execute function {Table}_f()");
        }
    }

    /// <summary>Waits until so many sessions wait for a lock.</summary>
    private async Task UntilAsync(int sessions)
    {
        var sql = _isMySql
            ? $"select count(*) from information_schema.processlist where info like '%{Table}%' and id <> connection_id() and (state = 'User lock' or info like 'update%' and time_ms > 50)"
            : $"select count(*) from pg_stat_activity where query like '%{Table}%' and wait_event_type = 'Lock'";
        var waited = Stopwatch.StartNew();
        while (Convert.ToInt64(await RunAsync(_gate, sql)) < sessions)
        {
            Assert.True(waited.Elapsed < Patience, $"{sessions} sessions should wait for a lock");
            await Task.Yield();
        }
    }

    private static async Task<object?> RunAsync(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = (int)Patience.TotalSeconds;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
