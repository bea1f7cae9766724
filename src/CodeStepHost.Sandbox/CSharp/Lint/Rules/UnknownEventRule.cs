using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>Emitter.Emit("dat", …)</c>.</summary>
internal sealed class UnknownEventRule : CSharpRule
{
    public override string Code => FindingCodes.UnknownEvent;

    public override void Visit(EmitCall emit, LintedTree tree, CSharpReport report)
    {
        foreach (var name in Outcomes(emit.Name))
        {
            if (tree.Model.GetConstantValue(name).Value is string text && !EventNames.Knows(text))
                report.At(name, $"There is no event '{EventNames.Shown(text)}'.", EventNames.SuggestionFor(text));
        }
    }

    private static IEnumerable<ExpressionSyntax> Outcomes(ExpressionSyntax? name) => name switch
    {
        null => [],
        ParenthesizedExpressionSyntax inner => Outcomes(inner.Expression),
        ConditionalExpressionSyntax choice => Outcomes(choice.WhenTrue).Concat(Outcomes(choice.WhenFalse)),
        _ => [name],
    };
}
