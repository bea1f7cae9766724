using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>this.emit('dat', …)</c>.</summary>
internal sealed class UnknownEventRule : LintRule
{
    public override string Code => ScriptCodes.UnknownEvent;

    public override bool IsError => true;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        foreach (var name in Outcomes(emit.Name))
        {
            if (file.TextOf(name) is { } text && !EventNames.IsKnown(text))
                report.At(name, $"There is no event '{EventNames.Shown(text)}'.", EventNames.SuggestionFor(text));
        }
    }

    private static IEnumerable<Node> Outcomes(Node? name) => name switch
    {
        null => [],
        ConditionalExpression choice => Outcomes(choice.Consequent).Concat(Outcomes(choice.Alternate)),
        _ => [name],
    };
}
