using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Words of the language that a script cannot use, where they stand. The verifier refuses what becomes of them; this is to say so in the author's words.</summary>
internal static class ForbiddenConstructs
{
    public static IEnumerable<(string What, Location Place)> In(SyntaxNode root)
    {
        foreach (var node in root.DescendantNodesAndSelf())
        {
            var found = node switch
            {
                DestructorDeclarationSyntax destructor => ("a finalizer", destructor.Identifier.GetLocation()),
                UnsafeStatementSyntax block => ("unsafe code", block.UnsafeKeyword.GetLocation()),
                FixedStatementSyntax block => ("fixed", block.FixedKeyword.GetLocation()),
                StackAllocArrayCreationExpressionSyntax array => ("stackalloc", array.StackAllocKeyword.GetLocation()),
                ImplicitStackAllocArrayCreationExpressionSyntax array => ("stackalloc", array.StackAllocKeyword.GetLocation()),
                FunctionPointerTypeSyntax pointer => ("a function pointer", pointer.GetLocation()),
                PointerTypeSyntax pointer => ("a pointer", pointer.GetLocation()),
                MakeRefExpressionSyntax reference => ("__makeref", reference.Keyword.GetLocation()),
                RefTypeExpressionSyntax reference => ("__reftype", reference.Keyword.GetLocation()),
                RefValueExpressionSyntax reference => ("__refvalue", reference.Keyword.GetLocation()),
                MemberDeclarationSyntax member => OfModifiers(member.Modifiers),
                LocalFunctionStatementSyntax function => OfModifiers(function.Modifiers),
                _ => null,
            } as (string, Location)?;
            if (found is { } construct)
                yield return construct;
        }
        foreach (var token in root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.ArgListKeyword)))
            yield return ("__arglist", token.GetLocation());
    }

    private static (string, Location)? OfModifiers(SyntaxTokenList modifiers)
    {
        foreach (var modifier in modifiers)
        {
            if (modifier.IsKind(SyntaxKind.ExternKeyword))
                return ("an extern method", modifier.GetLocation());
            if (modifier.IsKind(SyntaxKind.UnsafeKeyword))
                return ("unsafe code", modifier.GetLocation());
            if (modifier.IsKind(SyntaxKind.FixedKeyword))
                return ("fixed", modifier.GetLocation());
        }
        return null;
    }
}
