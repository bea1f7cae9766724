using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Database.Engines;

namespace CodeStepHost.Components.Tests.Database;

public class DialectTests
{
    [Fact]
    public async Task Each_engine_gets_its_own_statements()
    {
        using var body = JsonDocument.Parse("""{"shop": "a", "Odd `\"[name]": 1, "price": 2.5}""");
        using var keyOnly = JsonDocument.Parse("""{"shop": "a"}""");
        var text = new StringBuilder();
        foreach (var engine in DatabaseEngine.All)
        {
            var two = new TableSql(engine, "main.prices", ["shop", "Odd `\"[name]"], []);
            var one = new TableSql(engine, "prices", ["shop"], []);
            text.Append(engine.Name).Append('\n');
            foreach (var statement in (SqlStatement[])[two.Insert(body.RootElement), two.Upsert(body.RootElement), one.Upsert(keyOnly.RootElement), two.Delete(body.RootElement), one.Lookup(keyOnly.RootElement)])
                text.Append("  ").Append(statement.Text).Append('\n');
        }

        await Verify(text.ToString());
    }

    [Theory]
    [InlineData("postgresql", "select $$ @a $$, $q$ @b $x$ @c $q$, $1, a$b$@d", "@d")]
    [InlineData("postgresql", "select E'it\\'s @a', 'c:\\', @b /* /* @c */ @d */, @e", "@b @e")]
    [InlineData("postgresql", "select tags @> @wanted, a @@ b, @x::jsonb -> 'k'", "@wanted @x")]
    [InlineData("postgresql", "select \"@a\", name'@b', @c", "@c")]
    [InlineData("mysql", "select 'it\\'s @a', \"\\\"@b\", `@c`, @d # @e\n, @f", "@d @f")]
    [InlineData("mysql", "select 5--@a, -- @b\n @@session.x, @c /* @d */", "@a @c")]
    [InlineData("sqlserver", "select [@a]]@b], @@rowcount, 'x\\', @c -- @d", "@c")]
    [InlineData("sqlite", "select 'x\\', @a, [@b], `@c`", "@a")]
    public void What_is_quoted_is_no_variable(string engine, string sql, string variables)
    {
        var parsed = SqlText.Parse(sql, DatabaseEngine.All.Single(known => known.Name == engine));
        Assert.Equal(variables, string.Join(' ', parsed.Variables));
    }
}
