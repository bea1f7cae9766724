using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>Http.GetAsync(…);</c> as a statement: nobody waits for the task. Emissions need no waiting.</summary>
internal sealed class DroppedTaskRule : CSharpRule
{
    public override string Code => FindingCodes.DroppedPromise;

    public override void Visit(SyntaxNode node, LintedTree tree, CSharpReport report)
    {
        if (node is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or ConditionalAccessExpressionSyntax } statement)
        {
            var call = statement.Expression;
            if (IsTask(tree.Model.GetTypeInfo(call).Type) && CalledMethod(call, tree) is { Name: not "ContinueWith" } method && !tree.IsEmit(call) && !OnlyEmits(method, tree))
                report.At(call, $"Nobody waits for the task of {method.Name}(…): what follows does not see its result, nor a failure.", "Write await before it.");
        }
        else if (node is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: (int)SyntaxKind.AsyncKeyword, Parent: ArgumentSyntax } function && Waits(function, tree)
            && tree.Model.GetTypeInfo(function).ConvertedType is INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: true })
        {
            report.At(function, "Nobody waits for this async function: who calls it expects it to be done when it returns.", "Write foreach (var item in list) { await … }.");
        }
    }

    private static bool IsTask(ITypeSymbol? type) =>
        type?.OriginalDefinition is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };

    private static IMethodSymbol? CalledMethod(ExpressionSyntax call, LintedTree tree)
    {
        while (call is ConditionalAccessExpressionSyntax conditional)
            call = conditional.WhenNotNull;
        return tree.SymbolOf(call) as IMethodSymbol;
    }

    // A method that only waits for emissions: its caller need not wait, as with the emission itself.
    private static bool OnlyEmits(IMethodSymbol method, LintedTree tree) => method.DeclaringSyntaxReferences is [var declared]
        && ReferenceEquals(declared.SyntaxTree, tree.Root.SyntaxTree)
        && declared.GetSyntax() is var body && body.DescendantNodes().Any(tree.IsEmit) && !Waits(body, tree);

    private static bool Waits(SyntaxNode function, LintedTree tree) =>
        function.DescendantNodes(part => ReferenceEquals(part, function) || part is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(part => part is AwaitExpressionSyntax wait ? !tree.IsEmit(wait.Expression) : part is CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword });
}
