using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>list.forEach(function (item) { this.emit(…); })</c>: a function that is called back has no emitter as its <c>this</c>.</summary>
internal sealed class LostThisRule : LintRule
{
    public override string Code => FindingCodes.LostThis;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is not MemberExpression { Object: ThisExpression self } member || SyntaxWalk.MemberName(member) is not ("emit" or "logger" or "getFlowVariables") and not null)
            return;
        if (SyntaxWalk.MemberName(member) is { } used && file.This.OwnerOf(self) is { Function: FunctionExpression function } && IsCalledBack(function, file))
            report.At(self, $"this is not the step here: the function is called back without it, so this.{used} does not exist.", "Write it as an arrow function: (…) => { … }.");
    }

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Call.Callee is Identifier name && file.ValueOf(name) is not CallExpression)
            report.At(emit.Call, $"{name.Name} is called without the step that it belongs to, and fails.", "Call this.emit(…), or take it as this.emit.bind(this).");
    }

    private static bool IsCalledBack(FunctionExpression function, LintedFile file)
    {
        if (Iteration.CallOf(file, function) is { } iteration)
            return iteration.Arguments.Count == 1 || !ReferenceEquals(iteration.Arguments[0], function);
        return file.ParentOf(function) is CallExpression call && !ReferenceEquals(call.Callee, function) && IsCaller(call.Callee, file);
    }

    private static bool IsCaller(Node callee, LintedFile file) =>
        SyntaxWalk.MemberName(callee) is "then" or "catch" or "finally"
        || callee is Identifier { Name: "setTimeout" or "setInterval" or "setImmediate" or "queueMicrotask" } timer && file.IsGlobal(timer, timer.Name);
}
