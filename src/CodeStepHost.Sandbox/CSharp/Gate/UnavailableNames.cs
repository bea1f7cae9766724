using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>
/// The names in a script that mean something of .NET which scripts may not use: a script that does not compile against what they may is compiled against all of .NET, and what
/// each name means there is looked up in the first. Of a chain only the first such name is told: it opens the door to the others.
/// </summary>
internal sealed class UnavailableNames(CSharpCompilation all, CSharpCompilation offered)
{
    private readonly Dictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public IEnumerable<(string What, Location Place)> Find()
    {
        foreach (var tree in all.SyntaxTrees)
        {
            var model = all.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (Of(node, model) is { } found && !Chains.Before(node).Any(before => Of(before, model) is not null))
                    yield return (found, PlaceOf(node));
            }
        }
    }

    private string? Of(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case IdentifierNameSyntax { Identifier.ValueText: "dynamic" } name when model.GetSymbolInfo(name).Symbol is IDynamicTypeSymbol:
                return "dynamic";
            case IdentifierNameSyntax { IsVar: true }:
                return null;
            case SimpleNameSyntax name when model.GetSymbolInfo(name).Symbol is { } symbol && !IsQualifierOfAnother(name, model):
                return OfSymbol(symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } ? type : symbol, name);
            case BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax when model.GetSymbolInfo(node).Symbol is IMethodSymbol constructor && IsOffered(constructor.ContainingType):
                return OfSymbol(constructor, node);
            case ElementAccessExpressionSyntax when model.GetSymbolInfo(node).Symbol is IPropertySymbol indexer:
                return OfSymbol(indexer, node);
            case BinaryExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax when model.GetSymbolInfo(node).Symbol is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } @operator:
                return OfSymbol(@operator, node);
            default:
                return null;
        }
    }

    // Of System.IO.File.ReadAllText only the last name is told, unless that is all that there is. In f.Method.Module the first name is a value, and no qualifier.
    private bool IsQualifierOfAnother(SimpleNameSyntax name, SemanticModel model)
    {
        var whole = name.Parent switch
        {
            QualifiedNameSyntax { Right: var right } qualified when right == name => (SyntaxNode)qualified,
            MemberAccessExpressionSyntax access when access.Name == name => access,
            AliasQualifiedNameSyntax { Name: var right } alias when right == name => alias,
            _ => name,
        };
        return whole.Parent switch
        {
            QualifiedNameSyntax outer when outer.Left == whole => model.GetSymbolInfo(outer.Right).Symbol is ITypeSymbol,
            MemberAccessExpressionSyntax outer when outer.Expression == whole && model.GetSymbolInfo(name).Symbol is INamespaceOrTypeSymbol => model.GetSymbolInfo(outer.Name).Symbol is { } member && member.Kind != SymbolKind.Namespace && !IsOffered(member),
            _ => false,
        };
    }

    private string? OfSymbol(ISymbol symbol, SyntaxNode node)
    {
        if (symbol is IPropertySymbol { SetMethod: { } setter } && IsWritten(node) && IsOffered(symbol) && !IsOffered(setter))
            return $"setting {Shown(symbol)}";
        return IsOffered(symbol) ? null : Shown(symbol);
    }

    private static bool IsWritten(SyntaxNode node)
    {
        var whole = node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? access : node;
        return whole.Parent is AssignmentExpressionSyntax assignment && assignment.Left == whole;
    }

    private bool IsOffered(ISymbol symbol)
    {
        symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : symbol.OriginalDefinition;
        if (symbol is not (INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol) || symbol is INamedTypeSymbol { TypeKind: TypeKind.Error })
            return true;
        if (symbol.ContainingAssembly is not { } assembly || SymbolEqualityComparer.Default.Equals(assembly, all.Assembly) || !ScriptReferences.IsOfDotnet(assembly.Name))
            return true;
        if (_known.TryGetValue(symbol, out var known))
            return known;
        return _known[symbol] = symbol.GetDocumentationCommentId() is not { } id || IsVisible(DocumentationCommentId.GetFirstSymbolForDeclarationId(id, offered));
    }

    private static bool IsVisible(ISymbol? symbol) =>
        symbol is not null && symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal && (symbol.ContainingType is not { } outer || IsVisible(outer));

    private string Shown(ISymbol symbol)
    {
        symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
        if (symbol is INamedTypeSymbol type)
            return FullName(type);
        var holder = symbol.ContainingType;
        var name = FullName(holder);
        var hasOthers = IsOffered(holder) && symbol is IMethodSymbol && DocumentationCommentId.GetFirstSymbolForDeclarationId(holder.OriginalDefinition.GetDocumentationCommentId()!, offered) is INamedTypeSymbol visible && !visible.GetMembers(symbol.Name).IsEmpty;
        var parameters = hasOthers ? $"({string.Join(", ", ((IMethodSymbol)symbol).OriginalDefinition.Parameters.Select(parameter => parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)))})" : "";
        return symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? $"new {name}{parameters}" : $"{name}.{symbol.Name}{parameters}";
    }

    private static string FullName(ITypeSymbol type) =>
        type.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGenericsOptions(SymbolDisplayGenericsOptions.None).WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted).WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None));

    private static Location PlaceOf(SyntaxNode node) => node switch
    {
        BaseObjectCreationExpressionSyntax creation => creation.NewKeyword.GetLocation(),
        ElementAccessExpressionSyntax access => access.ArgumentList.OpenBracketToken.GetLocation(),
        BinaryExpressionSyntax operation => operation.OperatorToken.GetLocation(),
        _ => node.GetLocation(),
    };
}
