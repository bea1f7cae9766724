using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>Emitter.Emit("data", 5)</c>, <c>Emitter.UpdateSnapshot("text")</c>.</summary>
internal sealed class EmitValueRule : CSharpRule
{
    public override string Code => FindingCodes.EmitValue;

    public override void Visit(EmitCall emit, LintedTree tree, CSharpReport report)
    {
        if (emit.Event is not (EventNames.Data or EventNames.UpdateSnapshot or EventNames.UpdateKeys or EventNames.HttpReply) || (emit.Event == EventNames.HttpReply && emit.Name is null))
            return;
        if (emit.Value is { } value && !IsNoObject(value, tree.Model))
            return;
        var place = (SyntaxNode?)emit.Value ?? emit.Call;
        if (emit.Event == EventNames.Data)
            report.At(place, "A message is an object with a body; this value is none.", "Write new Message(value) to send a value as the body.");
        else
            report.At(place, $"The event {emit.Event} takes an object.", "Write new { field = value }.");
    }

    private static bool IsNoObject(ExpressionSyntax value, SemanticModel model)
    {
        if (model.GetConstantValue(value).HasValue)
            return true;
        return model.GetTypeInfo(value).Type?.SpecialType is SpecialType.System_String or SpecialType.System_Boolean or (>= SpecialType.System_Char and <= SpecialType.System_Double) or SpecialType.System_DateTime;
    }
}
