using CodeStepHost.Components.Database;
using CodeStepHost.Components.Database.Engines;
using CsCheck;

namespace CodeStepHost.Components.Tests.Database;

public class SqlTextTests
{
    private static readonly DatabaseEngine s_engine = new SqliteEngine();

    /// <summary>Text that stays, in pieces that cannot run into one another or into a variable.</summary>
    private static readonly Gen<string> s_kept = Gen.OneOf(
        Inside("'", "'", doubles: "'"),
        Inside("\"", "\"", doubles: "\""),
        Inside("`", "`", doubles: "`"),
        Inside("[", "]", doubles: null),
        Inside("--", "\n", doubles: null),
        Inside("/*", "*/", doubles: null),
        Gen.OneOf("select * from t where ", " = ", "(", ")", ", ", "/", "-", " - ", "@@version ", "@", "me@host ", " 5::text ", ";\r\n", "größe ", "x'0a'"));

    [Fact]
    public void Text_outside_variables_is_unchanged()
    {
        var piece = Gen.Select(s_kept, Gen.OneOf("", "@a", "@b_1:number", "@c.d.e", "@größe:DATE"), (kept, variable) => (kept, variable));
        piece.Array[0, 12].Sample(pieces =>
        {
            // A space on both sides of a variable, and an end to every comment, keep the pieces apart.
            var sql = string.Concat(pieces.Select(part => $"{part.kept} {part.variable} "));
            var parsed = SqlText.Parse(sql, s_engine);
            var parameters = parsed.Variables.ToDictionary(variable => variable.ToString(), variable => variable.Parameter);
            var expected = string.Concat(pieces.Select(part =>
                $"{part.kept} {(part.variable.Length == 0 ? "" : parameters[part.variable.Replace("DATE", "date")])} "));

            Assert.Equal(expected, parsed.Text);
            Assert.Equal(sql, parsed.Original);
            Assert.Equal(pieces.Select(part => part.variable).Where(variable => variable.Length > 0).Distinct().Count(), parsed.Variables.Count);
        });
    }

    [Fact]
    public void Any_text_is_taken_apart_to_its_end() =>
        Gen.String[Gen.OneOf(Gen.Char["@:'\"`[]-/*\n ab1._"], Gen.Char), 0, 40].Sample(sql =>
        {
            try
            {
                var parsed = SqlText.Parse(sql, s_engine);
                if (parsed.Variables.Count == 0)
                    Assert.Equal(sql, parsed.Text);
            }
            catch (FormatException)
            {
                Assert.Contains(":", sql);
            }
        });

    [Theory]
    [InlineData("select @id", "select @p1", "@id")]
    [InlineData("select @id:number, @id:number", "select @p1, @p1", "@id:number")]
    [InlineData("select @id, @id:string", "select @p1, @p2", "@id @id:string")]
    [InlineData("select @id::text", "select @p1::text", "@id")]
    [InlineData("a[@i]+@i", "a[@i]+@p1", "@i")]
    [InlineData("where a=@x.y and b=@z.", "where a=@p1 and b=@p2.", "@x.y @z")]
    [InlineData("'@a' \"@b\" `@c` -- @d\n/* @e */ @f", "'@a' \"@b\" `@c` -- @d\n/* @e */ @p1", "@f")]
    [InlineData("'it''s @a' || @b", "'it''s @a' || @p1", "@b")]
    [InlineData("'never closed @a", "'never closed @a", "")]
    [InlineData("/* never closed @a", "/* never closed @a", "")]
    [InlineData("@@rowcount me@host @1 @ @", "@@rowcount me@host @1 @ @", "")]
    public void Variables_become_parameters(string sql, string text, string variables)
    {
        var parsed = SqlText.Parse(sql, s_engine);
        Assert.Equal(text, parsed.Text);
        Assert.Equal(variables, string.Join(' ', parsed.Variables));
    }

    [Fact]
    public void An_unknown_type_is_named_with_those_there_are()
    {
        var exception = Assert.Throws<FormatException>(() => SqlText.Parse("select @id:uuid", s_engine));
        Assert.Equal("variable @id has the unknown type 'uuid'; types are string, boolean, date, number, bigint, float, real, binary", exception.Message);
    }

    private static Gen<string> Inside(string open, string close, string? doubles)
    {
        // Nothing inside may close the quotation early.
        var text = Gen.String[Gen.Char["@ab:1.;?$ \t"], 0, 8];
        return text.Select(inner => open + (doubles is null ? inner : inner.Replace(";", doubles + doubles)) + close);
    }
}
