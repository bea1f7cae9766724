using System.Data.Common;
using System.Text.RegularExpressions;
using CodeStepHost.Components.Tests.Database.Servers;

namespace CodeStepHost.Tests.Hosting.Databases;

/// <summary>
/// Selects that fail on real servers in a running host, while scripts before and after them, and the error-handling script, emit rebounds. What fails is
/// on the errors list in the server's own words, after one attempt; only messages of the steps whose scripts asked for it are parked.
/// </summary>
public sealed partial class SelectBesideReboundsTests(PostgresServer postgres, MariaServer maria)
{
    private static readonly string[] s_selects = ["killed-connection", "missing-table", "statement-time-out", "step-time-out", "stopped-server", "wrong-password"];

    /// <summary>Once in each step for the message that names the step; the error handler always.</summary>
    private const string Before = "async function run(msg) { if (msg.body.rebound === 'before') { await this.emit('rebound', 'not before Monday'); } else { await this.emit('data', msg); } }";
    private const string After = "async function run(msg) { if (msg.body.rebound === 'after') await this.emit('rebound', 'the shop is closed'); }";
    private const string Handle = """
        async Task Run(Message msg, Config cfg)
        {
            await Emitter.Rebound($"nobody to tell of {msg.Body["error"]["step"]}");
        }
        """;

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    public async Task A_select_that_fails_is_an_error_in_the_servers_words_while_scripts_around_it_rebound(string engine)
    {
        await using var stopped = new PostgresServer();
        await using var beside = await Server(engine).OpenAsync();
        using var folder = await DeployAsync(engine, stopped);
        await using var served = await Served.StartAsync(folder);
        Assert.Equal(202, (await served.PostAsync("/hooks/orders", """{"order":1,"rebound":"after"}""")).Status);
        Assert.Equal(202, (await served.PostAsync("/hooks/orders", """{"order":2,"rebound":"before"}""")).Status);
        await KillAsync(engine, beside);
        await folder.UntilAsync("SELECT count(*) FROM errors", errors => errors == s_selects.Length);
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE parked_at IS NOT NULL", parked => parked == s_selects.Length + 2);
        AssertNoneRanTwice(folder);

        // Nothing of it comes back by itself but what was parked, in its own step.
        (await CodeStep.RunAsync(folder.Root, "rebounds", "now", "--all")).Succeeded();
        await folder.UntilAsync("SELECT count(*) FROM messages WHERE rebounds = 2", parked => parked == s_selects.Length + 2);
        AssertNoneRanTwice(folder);
        Assert.Equal(["after|1", "before|2", $"handle|{string.Join(',', Enumerable.Repeat('1', s_selects.Length))}"], folder.Query(
            "SELECT steps.step, group_concat(coalesce(json_extract(content, '$.body.order'), json_extract(content, '$.body.errorInput.body.order'))) FROM messages JOIN steps ON steps.key = messages.step WHERE parked_at IS NOT NULL GROUP BY steps.step ORDER BY steps.step"));

        var shown = new List<string> { await ListAsync(folder, "errors"), await ListAsync(folder, "rebounds") };
        foreach (var id in folder.Query("SELECT errors.id FROM errors JOIN steps ON steps.key = errors.step ORDER BY steps.step"))
            shown.Add((await CodeStep.RunAsync(folder.Root, "errors", "show", id)).Out.Split("\nversion ")[0]);
        await Verify(Scrubbed(string.Join("\n\n", shown), stopped)).UseTextForParameters(engine);
    }

    /// <summary>A list whose rows have an order that is not that of their times, and blanks that do not depend on them.</summary>
    private static async Task<string> ListAsync(FlowFolder folder, string what)
    {
        var lines = (await CodeStep.RunAsync(folder.Root, what, "list")).Out.Split('\n').Select(line => Blanks().Replace(Age().Replace(Number().Replace(line, "N "), "SOME TIME"), "  ")).ToList();
        return string.Join('\n', lines.Skip(1).Order(StringComparer.Ordinal).Prepend(lines[0]));
    }

    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    private static void AssertNoneRanTwice(FlowFolder folder)
    {
        var selects = string.Join(", ", s_selects.Select(step => $"'{step}'"));
        Assert.Equal(s_selects.Select(step => $"{step}|1|failed"), folder.Query($"SELECT steps.step, attempt, outcome FROM executions JOIN steps ON steps.key = executions.step WHERE steps.step IN ({selects}) ORDER BY steps.step"));
        Assert.Equal(0, folder.Number($"SELECT count(*) FROM messages JOIN steps ON steps.key = messages.step WHERE steps.step IN ({selects})"));
        Assert.Equal(["after", "before", "handle"], folder.Query("SELECT steps.step FROM counters JOIN steps ON steps.key = counters.step WHERE rebounded > 0 ORDER BY steps.step"));
    }

    private async Task<FlowFolder> DeployAsync(string engine, PostgresServer stopped)
    {
        var server = Server(engine);
        var isPostgres = engine == "postgresql";
        if (isPostgres)
        {
            await stopped.StartAsync();
            await stopped.StopAsync();
        }

        var (sleep, limit) = isPostgres ? ("select pg_sleep({0})", "Options=-c statement_timeout=100") : ("select sleep({0})", "Connection Timeout=5");
        var timeOut = isPostgres ? string.Format(null, sleep, 31) : "set statement max_statement_time = 0.05 for select sleep(31), benchmark(1000000000, md5(1))";
        var folder = new FlowFolder()
            .Write("codestep.yaml", $"""
                sandbox: {"{"} spares: 0 {"}"}
                connections:
                  shop: {"{"} engine: {engine}, connectionString: "{server.ConnectionString}" {"}"}
                  stopped: {"{"} engine: {engine}, connectionString: "{(isPostgres ? stopped.ConnectionString : "Server=127.0.0.1;Port=1;User ID=shop;Password=secret-of-shop;Database=shop")}" {"}"}
                  locked-out: {"{"} engine: {engine}, connectionString: "{server.ConnectionString};Password=wrong-one" {"}"}
                  hasty: {"{"} engine: {engine}, connectionString: "{server.ConnectionString};{limit}" {"}"}

                """)
            .Write("orders/flow.yaml", $$"""
                onError: handle
                rebound: { first: 1h }
                steps:
                  hook: { uses: webhook, to: before }
                  before: { uses: code, script: before.js, to: [missing-table, wrong-password, stopped-server, killed-connection, statement-time-out, step-time-out, after] }
                  missing-table: { uses: database.select, config: { connection: shop, sql: "select * from orders_of_nobody where id = @order" }, to: after }
                  wrong-password: { uses: database.select, config: { connection: locked-out, sql: "select 1" }, to: after }
                  stopped-server: { uses: database.select, config: { connection: stopped, sql: "select 1" }, to: after }
                  killed-connection: { uses: database.select, config: { connection: shop, sql: "{{string.Format(null, sleep, 30)}}" }, to: after }
                  statement-time-out: { uses: {{(isPostgres ? "database.select" : "database.query")}}, config: { connection: hasty, sql: "{{timeOut}}" }, to: after }
                  step-time-out: { uses: database.select, config: { connection: shop, sql: "{{string.Format(null, sleep, 32)}}", timeout: 200ms }, to: after }
                  after: { uses: code, script: after.js }
                  handle: { uses: code, script: handle.csx }

                """)
            .Write("orders/before.js", Before)
            .Write("orders/after.js", After)
            .Write("orders/handle.csx", Handle);
        (await CodeStep.RunAsync(folder.Root, "deploy", ".", "--start")).Succeeded();
        return folder;
    }

    private static async Task KillAsync(string engine, DbConnection beside)
    {
        var find = engine == "mysql"
            ? "select id from information_schema.processlist where info = 'select sleep(30)'"
            : "select pid from pg_stat_activity where query = 'select pg_sleep(30)' and pid <> pg_backend_pid()";
        object? id;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while ((id = await ScalarAsync(beside, find)) is null)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await ScalarAsync(beside, engine == "mysql" ? $"kill {id}" : $"select pg_terminate_backend({id})");
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Without what is different each time.</summary>
    private static string Scrubbed(string text, PostgresServer stopped)
    {
        text = text.Replace($":{stopped.Port}", ":PORT", StringComparison.Ordinal);
        text = MessageId().Replace(text, "ID");
        text = Time().Replace(text, "TIME");
        text = Age().Replace(text, "SOME TIME");
        return ErrorNumber().Replace(text, "error N");
    }

    [GeneratedRegex("[0-9a-f]{32}", RegexOptions.None, 1000)]
    private static partial Regex MessageId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+Z", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"\bnow\b|\bin \d[0-9hms.]*|\b\d+[hms]\d*s?(?: ago)?\b", RegexOptions.None, 1000)]
    private static partial Regex Age();

    [GeneratedRegex(@"^error \d+", RegexOptions.Multiline, 1000)]
    private static partial Regex ErrorNumber();

    [GeneratedRegex(@"^ *\d+ ", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(" {2,}", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
