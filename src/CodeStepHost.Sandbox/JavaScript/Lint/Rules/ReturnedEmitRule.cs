using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>return this.emit('data', …)</c>: what emit gives is true, and what the entry returns is sent as well.</summary>
internal sealed class ReturnedEmitRule : LintRule
{
    public override string Code => FindingCodes.ReturnedEmit;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Event == EventNames.End || !IsReturnedByEntry(emit.Call, file))
            return;
        report.At(emit.Call, "emit gives true, and what the script returns is sent too: here one more message, { body: true }.", "Write await before the emission, and return in a line of its own.");
    }

    private static bool IsReturnedByEntry(Node call, LintedFile file)
    {
        var returned = file.ParentOf(call) is AwaitExpression awaited ? (Node)awaited : call;
        return file.ParentOf(returned) switch
        {
            ReturnStatement statement => file.FunctionOf(statement) is { } function && file.This.IsEntry(function),
            ArrowFunctionExpression arrow => ReferenceEquals(arrow.Body, returned) && file.This.IsEntry(arrow),
            _ => false,
        };
    }
}
