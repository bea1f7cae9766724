using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>await Emitter.End(); await Emitter.Data(…);</c>: only where the end has come whatever way led there.</summary>
internal sealed class EmitAfterEndRule : CSharpRule
{
    private readonly HashSet<SyntaxNode> _told = [];

    public override string Code => FindingCodes.EmitAfterEnd;

    public override void Visit(SyntaxNode node, LintedTree tree, CSharpReport report)
    {
        var ended = false;
        foreach (var statement in StatementLists.Of(node))
        {
            var calls = ended
                ? statement.DescendantNodes(part => part is not (LocalFunctionStatementSyntax or MethodDeclarationSyntax or TypeDeclarationSyntax))
                : StatementLists.RunFirst(statement).OfType<SyntaxNode>().SelectMany(Always);
            foreach (var emit in calls.Select(tree.FindEmit).OfType<EmitCall>())
            {
                if (ended && emit.Event is not (null or EventNames.End) && _told.Add(emit.Call))
                    report.At(emit.Call, $"The event {EventNames.Shown(emit.Event)} is emitted after the end; nothing can be emitted after the end.", "Emit the end last, or leave it out: a script ends by itself.");
                ended |= emit.Event == EventNames.End;
            }
            foreach (var late in ended ? ReturnsIn(statement).Where(returned => IsOfEntry(returned) && IsSomething(returned.Expression, tree) && _told.Add(returned)) : [])
                report.At(late, "A value is returned here after the end; nothing can be sent after the end.", "Leave the end out: a script ends by itself. Or write return without a value.");
            if (StatementLists.Leaves(statement))
                return;
        }
    }

    private static IEnumerable<ReturnStatementSyntax> ReturnsIn(SyntaxNode statement) => statement
        .DescendantNodesAndSelf(part => part is not (LocalFunctionStatementSyntax or MethodDeclarationSyntax or TypeDeclarationSyntax or AnonymousFunctionExpressionSyntax))
        .OfType<ReturnStatementSyntax>();

    private static bool IsOfEntry(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(around => around is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or TypeDeclarationSyntax) switch
        {
            null => true,
            MethodDeclarationSyntax { Parent: CompilationUnitSyntax } method => CSharpFacts.IsEntryName(method.Identifier.ValueText),
            _ => false,
        };

    private static bool IsSomething(ExpressionSyntax? value, LintedTree tree) => value switch
    {
        null => false,
        BaseObjectCreationExpressionSyntax or AnonymousObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax => true,
        IdentifierNameSyntax name => tree.SymbolOf(name) is IParameterSymbol { Type.Name: nameof(Scripting.Message) },
        _ => tree.Model.GetConstantValue(value).Value is string { Length: > 0 } or int and not 0 or true,
    };

    /// <summary>The calls that are made whenever an expression is worked out, in the order in which they are made.</summary>
    private static IEnumerable<SyntaxNode> Always(SyntaxNode expression)
    {
        // An expression may be nested as deep as the compiler allows, which is deeper than this may recurse.
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression)
        {
            case AnonymousFunctionExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax or QueryExpressionSyntax:
                return [];
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } choice:
                return Always(choice.Left);
            case ConditionalExpressionSyntax choice:
                return Always(choice.Condition);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression }:
                return [];
            default:
                var parts = expression.ChildNodes().SelectMany(Always);
                return expression is InvocationExpressionSyntax ? parts.Append(expression) : parts;
        }
    }
}
