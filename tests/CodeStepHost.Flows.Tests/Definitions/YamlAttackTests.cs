using System.Diagnostics;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>Texts made to exhaust whoever reads them.</summary>
public sealed class YamlAttackTests
{
    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Join('\n', Enumerable.Range(1, 40)
            .Select(number => $"a{number}: &a{number} [{string.Join(", ", Enumerable.Repeat($"*a{number - 1}", 10))}]"));
        Assert.Equal("flow.yaml:1:1: error yaml.alias: the file holds more than 50000 values once its aliases are filled in", FlowText.Problems(bomb));
    }

    [Fact]
    public void Aliases_that_nest_are_refused()
    {
        var chain = "a0: &a0 [x]\n" + string.Join('\n', Enumerable.Range(1, 20_000).Select(number => $"a{number}: &a{number} [*a{number - 1}]"));
        Assert.StartsWith("flow.yaml:1:1: error yaml.", FlowText.Problems(chain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Values_nested_too_deep_are_refused(string opening) =>
        Assert.Contains("error yaml.too-large: values are nested more than 40 deep", FlowText.Problems("x: \n " + string.Concat(Enumerable.Repeat(opening, 100_000))), StringComparison.Ordinal);

    [Fact]
    public void A_file_over_a_mebibyte_is_refused() =>
        Assert.Equal("flow.yaml:1:1: error yaml.too-large: the file is larger than 1MiB", FlowText.Problems(new string('#', (1 << 20) + 1)));

    [Theory]
    [InlineData("steps: { a: { uses: manual, to: [", "x, ", "] } }")]
    [InlineData("steps: {", "\"%\": { uses: reply }, ", "}")]
    [InlineData("", "k%: &k% [*k]\n", "")]
    [InlineData("variables: {", "v%: 1, ", "}\nsteps: { a: { uses: manual } }")]
    [InlineData("description: '", "''", "'\nsteps: { a: { uses: manual } }")]
    [InlineData("\"", "\\\"", "\": 1")]
    public void A_full_mebibyte_of_anything_is_answered_soon(string start, string repeated, string end)
    {
        var text = new System.Text.StringBuilder(start);
        for (var number = 0; text.Length + end.Length + repeated.Length + 20 < 1 << 20; number++)
        {
            text.Append(repeated.Replace("%", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        var clock = Stopwatch.StartNew();
        FlowText.Read(text.Append(end).ToString());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Very_many_misspelt_names_among_a_thousand_steps_are_answered_soon()
    {
        var steps = string.Join('\n', Enumerable.Range(0, 999).Select(number => $"  step-with-a-rather-long-name-{number}: {{ uses: reply }}"));
        var targets = string.Join(',', Enumerable.Range(0, 45_000).Select(number => $"step-nr-{number}"));
        var clock = Stopwatch.StartNew();
        FlowText.Read($"steps:\n  begin: {{ uses: manual, to: [{targets}] }}\n{steps}");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Names_from_the_file_are_shown_on_one_line_and_cut()
    {
        var problem = Assert.Single(FlowText.Read($"\"a\\nb\\e{new string('x', 500)}\": 1\nsteps: {{ a: {{ uses: manual }} }}").Problems);
        Assert.StartsWith("unknown key `a\\nb\uFFFDxxx", problem.Message, StringComparison.Ordinal);
        Assert.Contains("xxx…`", problem.Message, StringComparison.Ordinal);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
    }
}
