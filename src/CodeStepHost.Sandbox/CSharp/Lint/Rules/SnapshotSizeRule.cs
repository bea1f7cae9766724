using System.Text;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary>A snapshot that is written out in the script and larger than the step's limit.</summary>
internal sealed class SnapshotSizeRule : CSharpRule
{
    public override string Code => FindingCodes.SnapshotSize;

    public override void Visit(EmitCall emit, LintedTree tree, CSharpReport report)
    {
        if (emit.Event is not (EventNames.Snapshot or EventNames.UpdateSnapshot) || emit.Value is not { } value)
            return;
        var limit = tree.Request.Limits.SnapshotBytes;
        if (Least(value, tree.Model) is var size && size > limit)
            report.At(value, $"The snapshot has at least {size} bytes; its limit is {limit}.", "Keep less in it, or raise the step's `limits.snapshot` in flow.yaml.");
    }

    /// <summary>Bytes of the JSON of what is written out.</summary>
    private static long Least(ExpressionSyntax value, SemanticModel model) => model.GetConstantValue(value).Value switch
    {
        string text => Encoding.UTF8.GetByteCount(text) + 2,
        not null => 1,
        _ => value switch
        {
            ParenthesizedExpressionSyntax inner => Least(inner.Expression, model),
            AnonymousObjectCreationExpressionSyntax fields => 2 + fields.Initializers.Sum(field => (field.NameEquals?.Name.Identifier.ValueText.Length ?? 1) + 3 + Least(field.Expression, model)) + Math.Max(0, fields.Initializers.Count - 1),
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [_, var times] } made when model.GetTypeInfo(made).Type?.SpecialType == SpecialType.System_String && model.GetConstantValue(times.Expression).Value is int count => count + 2L,
            ImplicitArrayCreationExpressionSyntax list => 2 + list.Initializer.Expressions.Sum(item => Least(item, model)) + Math.Max(0, list.Initializer.Expressions.Count - 1),
            ArrayCreationExpressionSyntax { Initializer: { } items } => 2 + items.Expressions.Sum(item => Least(item, model)) + Math.Max(0, items.Expressions.Count - 1),
            _ => 1,
        },
    };
}
