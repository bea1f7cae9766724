using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>this.emit()</c> and <c>this.emit({ body })</c>.</summary>
internal sealed class EmitWithoutEventRule : LintRule
{
    public override string Code => FindingCodes.EmitWithoutEvent;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Name is null)
            report.At(emit.Call, "emit is called without an event.", "Write emit('data', message), for example.");
        else if (emit.Name is not SpreadElement && IsNoText(file.ValueOf(emit.Name)))
            report.At(emit.Name, "The first argument of emit is the name of an event, in quotes.", "Write emit('data', message), for example.");
    }

    private static bool IsNoText(Node value) =>
        value is (Literal and not StringLiteral) or ObjectExpression or ArrayExpression or IFunction or IClass or Identifier { Name: "undefined" };
}
