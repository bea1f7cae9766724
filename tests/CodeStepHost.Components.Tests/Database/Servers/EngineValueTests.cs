using System.Globalization;
using System.Text;

namespace CodeStepHost.Components.Tests.Database.Servers;

/// <summary>What a value of a message becomes in a column of each type, and what a script gets back of it.</summary>
public sealed class EngineValueTests(PostgresServer postgres, MariaServer maria)
{
    private static readonly (string Type, string Json)[] s_everywhere =
    [
        ("integer", "7"), ("integer", "\"7\""), ("integer", "null"), ("smallint", "-5"), ("bigint", "9007199254740991"), ("bigint", "9223372036854775807"),
        ("numeric(40,10)", "12.5"), ("numeric(40,10)", "\"123456789012345678901234567890.0123456789\""), ("numeric(10,2)", "0.1"),
        ("varchar(40)", "\"Größe ✓ 'x' \\\\ \\\"y\\\"\""), ("varchar(40)", "5"), ("varchar(40)", "\"2026-01-31T10:00:00Z\""), ("boolean", "true"), ("boolean", "false"), ("date", "\"2026-01-31\""),
        ("text", "{\"a\": [1, 2]}"),
    ];

    [Fact]
    public async Task PostgreSQL_takes_and_gives_back_every_value() => await Verify(await TableAsync(postgres,
    [
        .. s_everywhere,
        ("real", "1.5"), ("double precision", "1e300"), ("timestamp", "\"2026-01-31T10:00:00.123Z\""), ("timestamptz", "\"2026-01-31T10:00:00.123+02:00\""), ("timestamptz", "\"2026-01-31T10:00:00.123456Z\""),
        ("timestamptz", "\"infinity\""), ("time", "\"10:11:12\""), ("interval", "\"1 month 3 days\""), ("jsonb", "{\"a\": [1, null, \"x\"]}"), ("jsonb", "[1, 2]"), ("json", "\"5\""), ("jsonb", "5"),
        ("text[]", "[\"a\", \"b c\", \"{\\\"\\\\\", null]"), ("integer[]", "[1, 2]"), ("integer[]", "[[1, 2], [3, 4]]"), ("integer[]", "[]"), ("jsonb[]", "[{\"a\": 1}]"), ("text", "[1, 2]"),
        ("bytea", "{\"type\": \"Buffer\", \"data\": [0, 1, 255]}"), ("uuid", "\"0e37df36-f698-11e6-8dd4-cb9ced3df976\""), ("inet", "\"127.0.0.1\""), ("int4range", "\"[1,5)\""), ("numeric", "\"NaN\""), ("char(3)", "\"ab\""),
    ]));

    [Fact]
    public async Task MariaDB_takes_and_gives_back_every_value() => await Verify(await TableAsync(maria,
    [
        .. s_everywhere,
        ("float", "1.5"), ("double", "1e300"), ("datetime(3)", "\"2026-01-31T10:00:00.123Z\""), ("datetime", "\"2026-01-31T10:00:00+02:00\""), ("timestamp(6)", "\"2026-01-31T10:00:00.123456Z\""), ("datetime", "\"2026-01-31 10:00:00\""),
        ("time", "\"10:11:12\""), ("year", "2026"), ("json", "{\"a\": [1, null, \"x\"]}"), ("bigint unsigned", "18446744073709551615"), ("tinyint", "5"), ("bit(8)", "5"),
        ("blob", "{\"type\": \"Buffer\", \"data\": [0, 1, 255]}"), ("char(36)", "\"0e37df36-f698-11e6-8dd4-cb9ced3df976\""), ("enum('a','b')", "\"b\""),
    ]));

    private static async Task<string> TableAsync(DatabaseServer server, (string Type, string Json)[] values)
    {
        await using var bed = await ServerBed.StartAsync(server);
        await bed.RunAsync($"create table kept (id integer primary key, {string.Join(", ", values.Select((value, index) => $"c{index} {value.Type}"))})");
        var text = new StringBuilder();
        foreach (var (index, (type, json)) in values.Index())
        {
            var (end, _) = await bed.Steps.StepAsync("database.upsert", """ "table": "kept", "key": "id" """, $$"""{"id": {{index}}, "c{{index}}": {{json}}}""");
            var read = end is Flows.Running.ComponentEnd.Threw threw
                ? threw.Error.Message
                : (await bed.Steps.EmitsAsync("database.select", $"\"sql\": \"select c{index} from kept where id = @id\"", $$"""{"id": {{index}}}""")).Single();
            text.Append(CultureInfo.InvariantCulture, $"{type,-18} {json}\n                -> {read.Replace($"\"c{index}\":", "", StringComparison.Ordinal)}\n");
        }

        return text.ToString();
    }
}
