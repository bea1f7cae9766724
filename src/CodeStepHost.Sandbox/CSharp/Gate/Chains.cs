using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Chains such as <c>f.Method.Module.Assembly</c>: what stands before what in them.</summary>
internal static class Chains
{
    /// <summary>What a link is reached through, the nearest first: of <c>Module</c> in <c>f.Method.Module</c> that is <c>Method</c>, then <c>f</c>.</summary>
    /// <param name="link">A name, an access by index, or <c>new</c>, which is reached through its type.</param>
    public static IEnumerable<SyntaxNode> Before(SyntaxNode link)
    {
        while (ReceiverOf(link) is { } receiver && LinkOf(receiver) is { } before)
        {
            yield return before;
            link = before;
        }
    }

    private static ExpressionSyntax? ReceiverOf(SyntaxNode link) => link switch
    {
        ObjectCreationExpressionSyntax creation => creation.Type,
        ElementAccessExpressionSyntax access => access.Expression,
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } when access.Name == link => access.Expression,
        SimpleNameSyntax { Parent: MemberBindingExpressionSyntax } or ElementBindingExpressionSyntax => link.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(access => access.WhenNotNull.Span.Contains(link.Span))?.Expression,
        _ => null,
    };

    private static SyntaxNode? LinkOf(SyntaxNode expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => LinkOf(inner.Expression),
        InvocationExpressionSyntax call => LinkOf(call.Expression),
        AwaitExpressionSyntax awaited => LinkOf(awaited.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => LinkOf(sure.Operand),
        ConditionalAccessExpressionSyntax access => LinkOf(access.WhenNotNull),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        QualifiedNameSyntax type => type.Right,
        SimpleNameSyntax or ObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ElementBindingExpressionSyntax => expression,
        _ => null,
    };
}
