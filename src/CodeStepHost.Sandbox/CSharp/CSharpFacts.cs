using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What a C# script's syntax tree tells before it runs.</summary>
internal static class CSharpFacts
{
    public static bool IsEntryName(string name) => name is "Run" or "run";

    public static IEnumerable<MethodDeclarationSyntax> RunMethods(SyntaxNode root) =>
        root.ChildNodes().OfType<MethodDeclarationSyntax>().Where(method => IsEntryName(method.Identifier.ValueText));

    /// <summary>Whether the top level does more than declare.</summary>
    public static bool HasStatements(SyntaxNode root) => root.ChildNodes().Any(member => member switch
    {
        GlobalStatementSyntax { Statement: not (LocalFunctionStatementSyntax or EmptyStatementSyntax) } => true,
        FieldDeclarationSyntax field => field.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax),
        _ => false,
    });

    /// <summary>Whether the script may read or write its step's snapshot; a wrong "no" is not allowed.</summary>
    public static bool MayUseSnapshot(SyntaxNode root) => root.DescendantNodes().Any(node => node switch
    {
        IdentifierNameSyntax { Identifier.ValueText: "Snapshot" or "UpdateSnapshot" } name => !IsUnusedParameterType(root, name),
        LiteralExpressionSyntax { Token.ValueText: "snapshot" or "updateSnapshot" } literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InvocationExpressionSyntax call => IsEmit(call) && call.ArgumentList.Arguments.FirstOrDefault()?.Expression is not LiteralExpressionSyntax,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: >= 3 } lambda => Mentions(lambda.Body, lambda.ParameterList.Parameters[2].Identifier.ValueText),
        _ => false,
    });

    private static bool IsEmit(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText == "Emit",
        IdentifierNameSyntax name => name.Identifier.ValueText == "Emit",
        _ => false,
    };

    private static bool IsUnusedParameterType(SyntaxNode root, IdentifierNameSyntax name) =>
        name.Parent is ParameterSyntax parameter && !Mentions(root, parameter.Identifier.ValueText);

    private static bool Mentions(SyntaxNode root, string identifier) =>
        root.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == identifier);
}
