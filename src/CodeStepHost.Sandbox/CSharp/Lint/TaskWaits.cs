using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>Whether functions wait for anything but emissions, which are done at once.</summary>
internal static class TaskWaits
{
    /// <summary>Whether a function's body waits; what stands in functions within it does not count.</summary>
    public static bool In(SyntaxNode function, LintedTree tree) =>
        function.DescendantNodes(part => ReferenceEquals(part, function) || part is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(part => part is AwaitExpressionSyntax wait ? !tree.IsEmit(wait.Expression) : part is CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword });

    /// <summary>Whether a method's task may be undone when it is given: not that of an async method of the same file which awaits nothing but emissions.</summary>
    public static bool MayWait(IMethodSymbol method, LintedTree tree) =>
        !(method is { IsAsync: true, DeclaringSyntaxReferences: [var declared] } && ReferenceEquals(declared.SyntaxTree, tree.Root.SyntaxTree) && !In(declared.GetSyntax(), tree));
}
