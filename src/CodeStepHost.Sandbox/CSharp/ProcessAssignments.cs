using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>
/// Turns <c>Exports.Process = f;</c> into <c>Exports.Handler ( f);</c>, whose overloads take every kind of function: async or not, with a value or
/// without. The new words are as long as the old ones, so every place before the closing parenthesis stays where it is.
/// </summary>
internal static class ProcessAssignments
{
    private const string Property = "Process";
    private const string Method = "Handler";

    public static string AsCalls(string text)
    {
        if (!text.Contains(Property, StringComparison.Ordinal))
            return text;
        var source = SourceText.From(text);
        var changes = CSharpSyntaxTree.ParseText(source, CSharpCompiler.Parsing).GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(IsHandedOver).SelectMany(Changes);
        return source.WithChanges(changes).ToString();
    }

    /// <summary>What a script gives as its <c>Exports.Process</c>; null when it gives nothing.</summary>
    public static ExpressionSyntax? In(SyntaxNode root) => root.DescendantNodes()
        .Select(node => node switch
        {
            AssignmentExpressionSyntax assignment when IsExport(assignment.Left, Property) => assignment.Right,
            InvocationExpressionSyntax call when IsExport(call.Expression, Method) => call.ArgumentList.Arguments.FirstOrDefault()?.Expression,
            _ => null,
        })
        .FirstOrDefault(given => given is not null);

    private static bool IsHandedOver(AssignmentExpressionSyntax assignment) =>
        assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
        && assignment.Parent is ExpressionStatementSyntax
        && IsExport(assignment.Left, Property)
        && !assignment.Right.IsMissing
        && !assignment.Right.IsKind(SyntaxKind.NullLiteralExpression)
        && !assignment.Right.IsKind(SyntaxKind.DefaultLiteralExpression);

    private static bool IsExport(ExpressionSyntax expression, string member) =>
        expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Exports" } } access && access.Name.Identifier.ValueText == member;

    private static IEnumerable<TextChange> Changes(AssignmentExpressionSyntax assignment) =>
    [
        new(((MemberAccessExpressionSyntax)assignment.Left).Name.Span, Method),
        new(assignment.OperatorToken.Span, "("),
        new(new TextSpan(assignment.Right.Span.End, 0), ")"),
    ];
}
