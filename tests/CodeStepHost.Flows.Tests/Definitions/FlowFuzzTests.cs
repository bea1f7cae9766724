using CodeStepHost.Flows.Definitions;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class FlowFuzzTests
{
    /// <summary>What is put into a valid flow: marks that mean something in YAML, values of every type, and names of the format.</summary>
    private static readonly string[] Pieces =
    [
        " ", "  ", "\n", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "&a ", "*a", "!!str ", "!x ", "%", "@", "#", "? ", "---\n", "...\n", "<<: ",
        "~", "null", "true", "-1", "0", "1e400", "1e300", "9999999999999999999999", "-9223372036854775808", "0xFF", ".inf", ".nan", "NaN", "\uFEFF", "\u2028", "\0", "é", "\uD83D",
        "steps", "uses", "code", "schedule", "directory", "files", "then", "move", "config", "cron", "zone", "to", "onError", "rebound", "limits", "first", "factor", "time", "1m", "10MiB", "notify", "check-product", "price-list",
        "database.select", "webhook", "auth", "99999999999d", "@hourly", "* * * * *", "0 0 30 2 *", "../..",
    ];

    private static readonly Gen<string> Mutated =
        from source in OneOf(FlowText.Prices, FlowText.WithTrigger("uses: schedule\nconfig: { cron: 0 6 * * MON, zone: Europe/Berlin }"), FlowText.WithStep("uses: database.select\nconfig: { connection: shop, sql: select 1 }"))
        from edits in Gen.Select(Gen.Double[0, 1], Gen.Int[0, 12], OneOf(Pieces)).Array[1, 6]
        select edits.Aggregate(source, (text, edit) =>
        {
            var (share, removed, piece) = edit;
            var at = (int)(share * text.Length);
            return text.Remove(at, Math.Min(removed, text.Length - at)).Insert(at, piece);
        });

    private static readonly Gen<string> Noise = OneOf(Pieces).Array[0, 40].Select(string.Concat);

    [Fact]
    public void Whatever_is_written_gives_a_definition_or_problems_at_places_in_the_file() =>
        Gen.Frequency((4, Mutated), (1, Noise)).Sample(yaml => Check(yaml, FlowText.Read(yaml).Problems, FlowText.Read(yaml) is FlowReadResult.Accepted), iter: 4000);

    [Fact]
    public void Whatever_settings_are_written_give_settings_or_problems_at_places_in_the_file() =>
        Mutated.Select(OneOf("connections:\n  shop: { engine: sqlite, connectionString: \"x=${data}\" }\nlisten: http://127.0.0.1:1\n", ""), (noise, settings) => settings + noise)
            .Sample(
                yaml =>
                {
                    var result = HostSettingsReader.Read(yaml, "/nowhere", _ => null);
                    Check(yaml, result.Problems, result is HostSettingsReadResult.Accepted);
                },
                iter: 1000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static void Check(string yaml, IReadOnlyList<FlowProblem> problems, bool accepted)
    {
        var lines = yaml.ReplaceLineEndings("\n").Split('\n').Length;
        Assert.Equal(accepted, problems.All(problem => problem.Severity == ProblemSeverity.Warning));
        Assert.All(problems, problem =>
        {
            Assert.InRange(problem.Line, 1, lines);
            Assert.InRange(problem.Column, 1, yaml.Length + 1);
            Assert.DoesNotContain('\n', problem.ToString());
            Assert.NotEmpty(problem.Message);
        });
        Assert.Equal(problems.OrderBy(problem => (problem.Line, problem.Column)).Select(problem => (problem.Line, problem.Column)), problems.Select(problem => (problem.Line, problem.Column)));
    }
}
