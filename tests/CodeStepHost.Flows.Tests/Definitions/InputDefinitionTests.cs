using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>What <c>input</c> and <c>passthrough</c> of a <c>flow.yaml</c> are read as.</summary>
public sealed class InputDefinitionTests
{
    [Fact]
    public void Every_text_of_a_mapping_is_an_expression_and_so_is_every_other_value()
    {
        var input = Input("uses: reply\ninput:\n  sku: body.sku\n  nested: { n: 0x10, list: [true, ~, 1.50, '5'] }\n  007: body");
        Assert.Equal("""{"sku":0,"nested":{"n":1,"list":[2,3,4,5]},"007":6}""", input.Shape);
        Assert.Equal(
            ["input.sku|body.sku", "input.nested.n|16", "input.nested.list[0]|true", "input.nested.list[1]|null", "input.nested.list[2]|1.5", "input.nested.list[3]|5", "input.007|body"],
            input.Expressions.Select(expression => $"{expression.Key}|{expression.Text}"));
    }

    [Fact]
    public void A_text_alone_is_the_whole_body()
    {
        var input = Input("uses: reply\ninput: passthrough.begin.body");
        Assert.Equal("0", input.Shape);
        Assert.Equal((7, 12), (Assert.Single(input.Expressions).Line, input.Expressions[0].Column));
    }

    [Fact]
    public void An_expression_knows_the_place_of_each_of_its_characters_also_in_a_block()
    {
        var input = Input("uses: reply\ninput:\n  text: |\n    body.a\n      & body.b");
        Assert.Equal((10, 13), Assert.Single(input.Expressions).PlaceOf(input.Expressions[0].Text.IndexOf("body.b", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("passthrough: true", "begin", true)]
    [InlineData("passthrough: [begin]", "begin", true)]
    [InlineData("passthrough: [begin]", "work", false)]
    [InlineData("passthrough: []", "begin", false)]
    public void A_flow_carries_all_outputs_or_those_of_the_listed_steps(string line, string step, bool carries) =>
        Assert.Equal(carries, FlowText.Accepted($"{line}\n{FlowText.WithStep("uses: reply")}").Passthrough!.Carries(step));

    [Theory]
    [InlineData("passthrough: false\n")]
    [InlineData("")]
    public void Without_it_a_flow_carries_nothing(string line) =>
        Assert.Null(FlowText.Accepted(line + FlowText.WithStep("uses: reply")).Passthrough);

    private static InputMapping Input(string step) => FlowText.Accepted(FlowText.WithStep(step)).FindStep("work")!.Input!;
}
