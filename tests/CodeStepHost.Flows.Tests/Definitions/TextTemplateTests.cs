using CodeStepHost.Flows.Definitions;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class TextTemplateTests
{
    private static readonly string[] Pieces = ["${", "}", "{", "'", "\"", "`", "/*", "*/", "\\", "env.", "host.url", "body", "$"];

    [Theory]
    [InlineData("", "")]
    [InlineData("plain $5 {x} $", "T:plain $5 {x} $")]
    [InlineData("${body.sku}", "E2:body.sku")]
    [InlineData("a/${body.a}/${body.b}?", "T:a/ E4:body.a T:/ E14:body.b T:?")]
    [InlineData("${env.TOKEN}", "V:TOKEN")]
    [InlineData("${env.A & 'x'}", "E2:env.A & 'x'")]
    [InlineData("${host.url}/hooks", "T:${host.url}/hooks")]
    [InlineData("${ { 'a': {} } }!", "E2: { 'a': {} }  T:!")]
    [InlineData("${'}' & \"}\" & `}`}", "E2:'}' & \"}\" & `}`")]
    [InlineData("${'it\\'s }'}", "E2:'it\\'s }'")]
    [InlineData("${body /* } ' */ .a}", "E2:body /* } ' */ .a")]
    [InlineData("${$variables.x}", "E2:$variables.x")]
    public void A_text_is_read_into_its_parts(string text, string parts) =>
        Assert.Equal(parts, string.Join(' ', TextTemplate.Parse(text).Parts.Select(part => part switch
        {
            TemplatePart.Text literal => "T:" + literal.Value,
            TemplatePart.Variable variable => "V:" + variable.Name,
            TemplatePart.Expression expression => $"E{expression.Offset}:{expression.Value}",
            _ => "?",
        })));

    [Theory]
    [InlineData("${body.sku", "the expression that begins with `${body.sku` has no `}` at its end")]
    [InlineData("x ${ { 'a': 1 }", "the expression that begins with `${ { 'a': 1 }` has no `}` at its end")]
    [InlineData("${'}", "the expression that begins with `${'}` has no `}` at its end")]
    [InlineData("${body /* }", "the expression that begins with `${body /* }` has no `}` at its end")]
    [InlineData("a ${ } b", "`${}` is empty; write a JSONata expression in it")]
    public void An_expression_without_an_end_or_a_text_is_none(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => TextTemplate.Parse(text)).Message);

    /// <summary>Whatever is written, the parts put together are the text, and every expression stands where its offset says.</summary>
    [Fact]
    public void Parts_put_together_are_the_text() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]), Gen.String[0, 3]).Array[0, 12].Select(pieces => string.Concat(pieces)).Sample(text =>
        {
            try
            {
                var parts = TextTemplate.Parse(text).Parts;
                Assert.Equal(text, string.Concat(parts.Select(part => part switch
                {
                    TemplatePart.Text literal => literal.Value,
                    TemplatePart.Variable variable => $"${{env.{variable.Name}}}",
                    TemplatePart.Expression expression => $"${{{expression.Value}}}",
                    _ => "?",
                })));
                Assert.All(parts.OfType<TemplatePart.Expression>(), expression => Assert.Equal(expression.Offset, text.IndexOf(expression.Value, expression.Offset, StringComparison.Ordinal)));
            }
            catch (FormatException)
            {
                // Refused is an answer too.
            }
        });
}
