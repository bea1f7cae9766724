using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database.Servers;

public sealed class EngineReadTests(PostgresServer postgres, MariaServer maria)
{
    private DatabaseServer Server(string engine) => engine == "postgresql" ? postgres : maria;

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    public async Task Variables_keep_their_types(string engine)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        const string Config = """ "sql": "select @n as n, @n:bigint + 1 as more, @d as d, @f as f, @t as t, @t:string as s, @no as nothing " """;
        const string Body = """{"n": 5, "d": 1.25, "f": 1e30, "t": "x", "no": null}""";
        Assert.Equal(["""{"n":5,"more":6,"d":1.25,"f":1E+30,"t":"x","s":"x","nothing":null}"""], await bed.Steps.EmitsAsync("database.select", Config, Body));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    public async Task Whatever_a_variable_holds_is_a_value(string engine)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        await bed.RunAsync($"create table attacked_{engine} (id integer primary key, name varchar(200))");
        foreach (var (id, attack) in Attacks.Index())
        {
            var value = JsonSerializer.Serialize(attack);
            await bed.Steps.EmitsAsync("database.upsert", $""" "table": "attacked_{engine}", "key": "id" """, $$"""{"id": {{id}}, "name": {{value}}}""");
            var rows = await bed.Steps.EmitsAsync("database.select", $"\"sql\": \"select id, name from attacked_{engine} where name = @a and @a:string <> ''\"", $$"""{"a": {{value}}}""");
            using var row = JsonDocument.Parse(Assert.Single(rows));
            Assert.Equal(attack, row.RootElement.GetProperty("name").GetString());
        }

        Assert.Equal((long)Attacks.Length, Convert.ToInt64(await bed.RunAsync($"select count(*) from attacked_{engine}")));
    }

    [Fact]
    public async Task An_array_is_one_for_PostgreSQLs_any()
    {
        await using var bed = await ServerBed.StartAsync(postgres);
        const string Config = """ "sql": "select n from generate_series(1, 9) as n where n = any(@wanted) order by n", "emit": "all" """;
        Assert.Equal(["""{"results":[{"n":2},{"n":7}]}"""], await bed.Steps.EmitsAsync("database.select", Config, """{"wanted": [7, "2"]}"""));
        Assert.Equal(["""{"results":[]}"""], await bed.Steps.EmitsAsync("database.select", Config, """{"wanted": []}"""));
    }

    [Theory]
    [InlineData("postgresql", "select n, repeat('x', 500) as text from generate_series(1, 300000) as n")]
    [InlineData("mysql", "select seq as n, repeat('x', 500) as text from seq_1_to_300000")]
    public async Task Many_rows_pass_without_being_gathered(string engine, string sql)
    {
        await using var bed = await ServerBed.StartAsync(Server(engine));
        var (rows, most) = (0, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var emissions = new DroppedEmissions(() =>
        {
            if (++rows % 50_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        });
        Assert.IsType<ComponentEnd.Completed>(await bed.Steps.StepAsync("database.select", $"\"sql\": \"{sql}\"", "{}", emissions));
        Assert.Equal(300_000, rows);
        // Gathered they would be 150 MB; other tests run in this process too.
        Assert.InRange(most, long.MinValue, 50 << 20);
    }

    private static string[] Attacks => ["1 or 1=1", "'; drop table attacked; --", "' or ''='", "\\'; select 1; --", "\" union select 1 --", "`x`", "$1", "@p1", ":x", "%s", "{a}", "\u2019", "a\\", "\\\\' or 1=1 #", "/* x */"];

    private sealed class DroppedEmissions(Action seen) : IEmissions
    {
        public ValueTask<Flows.Errors.StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            seen();
            return default;
        }

        public void Log(StepLogLevel level, string text)
        {
            // Only emissions are counted.
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => false;
    }
}
