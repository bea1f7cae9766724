using System.Text;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>Steps that filter, route, split and transform, as far as they can be read without reading JSONata.</summary>
public sealed class RoutingDefinitionTests
{
    [Fact]
    public async Task What_is_wrong_with_such_a_step_is_explained()
    {
        var report = new StringBuilder();
        foreach (var text in (string[])
            [
                "uses: filter",
                "uses: filter\nconfig: {}",
                "uses: filter\nconfig: { where: true, otherwise: a }",
                "uses: filter\nconfig: { where: '' }",
                "uses: route\nconfig: {}",
                "uses: route\nconfig: { cases: [] }",
                "uses: route\nconfig: { cases: { when: a, to: b } }",
                "uses: route\nconfig: { cases: [{ when: body.a }, { to: a }, { if: x, to: a }, a] }",
                "uses: route\nconfig: { cases: [{ when: a, to: begin }], otherwise: nowhere }",
                "uses: route\nconfig: { cases: [{ when: a, to: work }] }",
                "uses: route\nto: other\nconfig: { cases: [{ when: a, to: [] }], match: some }",
                "uses: split\nconfig: { keep: { a: 1 }, as: '' }",
                "uses: split\nconfig: { each: body.lines, keep: body.number }",
                "uses: transform\nconfig: {}",
                "uses: transform\nconfig: { expression: body, file: map.jsonata }",
                "uses: transform\nconfig: { file: map.js }",
                "uses: transform\nconfig: { file: mapp.jsonata }",
                "uses: transform\nscript: check-product.js\nconfig: { expression: body }",
            ])
        {
            var problems = FlowText.Problems(FlowText.WithStep(text));
            Assert.Contains(" error ", problems, StringComparison.Ordinal);
            report.Append(text).Append("\n    ").Append(problems.Replace("\n", "\n    ", StringComparison.Ordinal)).Append("\n\n");
        }

        await Verify(report.ToString().TrimEnd());
    }

    [Theory]
    [InlineData("{ when: a, to: x }, { when: b, to: y }, { when: ' a', to: y }", "first", "11:63: warning flow.unreachable: no message can reach this case: case 1 takes all for which it would be true")]
    [InlineData("{ when: a, to: x }, { when: 'true', to: y }, { when: c, to: y }", "first", "11:68: warning flow.unreachable: no message can reach this case: case 2 takes all for which it would be true|12:7: warning flow.unreachable: no message can reach `otherwise`: case 2 takes all")]
    [InlineData("{ when: a, to: x }, { when: 'true', to: y }, { when: a, to: y }", "all", "")]
    public void A_case_that_no_message_can_reach_is_a_warning(string cases, string match, string warnings)
    {
        var flow = $"""
            steps:
              begin: {"{ uses: manual, to: work }"}
              x: {"{ uses: reply }"}
              y: {"{ uses: reply }"}



              work:
                uses: route
                config:
                  cases: [{cases}]
                  otherwise: x
                  match: {match}
            """;
        var problems = FlowText.Read(flow).Problems.Select(problem => problem.ToString().Replace("flow.yaml:", "", StringComparison.Ordinal));
        Assert.Equal(warnings, string.Join('|', problems));
    }

    [Fact]
    public void A_route_leads_to_each_step_that_it_names_once()
    {
        var flow = FlowText.Accepted("""
            steps:
              begin: { uses: manual, to: work }
              work: { uses: route, config: { cases: [{ when: a, to: [x, y] }, { when: b, to: y }], otherwise: z } }
              x: { uses: reply }
              y: { uses: reply }
              z: { uses: reply }
            """);
        Assert.Equal(["x", "y", "z"], flow.FindStep("work")!.To);
        Assert.Equal(["cases[0].when|a", "cases[1].when|b"], flow.FindStep("work")!.Expressions.Select(expression => $"{expression.Key}|{expression.Text}"));
    }

    [Fact]
    public void A_circle_through_a_route_is_refused() => Assert.Contains("messages would travel in a circle: a → b → a", FlowText.Problems("""
        steps:
          begin: { uses: manual, to: a }
          a: { uses: route, config: { cases: [{ when: x, to: b }] } }
          b: { uses: filter, config: { where: x }, to: a }
        """), StringComparison.Ordinal);

    [Theory]
    [InlineData("where: body.price > 10", 5)]
    [InlineData("where: 'body.price > 10'", 5)]
    [InlineData("where: \"body.price > 10\"", 5)]
    [InlineData("where: body.name = 'O''Neil'", 12)]
    [InlineData("where: 'body.name = ''O'' and body.price'", 24)]
    [InlineData("where: \"body.name = \\\"O\\\" and body.price\"", 24)]
    [InlineData("where: >-\n  body.a and\n  body.price > 10", 16)]
    [InlineData("where: |\n  body.a\n    and body.price > 10\n", 18)]
    [InlineData("where: body.a\n  and body.price", 16)]
    public void A_character_of_an_expression_is_found_in_the_file(string yaml, int offset)
    {
        var text = $"steps:\n  begin: {{ uses: manual, to: work }}\n  work:\n    uses: filter\n    config:\n{string.Join('\n', yaml.Split('\n').Select(line => "      " + line))}\n";
        var expression = FlowText.Accepted(text).FindStep("work")!.Expressions[0];
        var (line, column) = expression.PlaceOf(offset);
        Assert.Equal(expression.Text[offset], text.Split('\n')[line - 1][column - 1]);
        Assert.Equal(expression.Text[offset..].Split('\n')[0][..1], text.Split('\n')[line - 1][(column - 1)..][..1]);
        Assert.Equal("flow.yaml", expression.File);
    }
}
