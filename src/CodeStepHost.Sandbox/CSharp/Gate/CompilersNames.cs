using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Types that are offered for what the compiler writes, named by the script itself.</summary>
internal static class CompilersNames
{
    public static IEnumerable<(string What, Location Place)> In(CSharpCompilation compilation)
    {
        var api = ScriptApi.Current;
        foreach (var tree in compilation.SyntaxTrees)
        {
            SemanticModel? model = null;
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => MayBe(api, name.Identifier.ValueText)))
            {
                model ??= compilation.GetSemanticModel(tree);
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType : symbol as INamedTypeSymbol;
                if (type is not null && api.IsCompilerOnly(type.ContainingAssembly?.Name ?? "", MetadataName(type.OriginalDefinition)))
                    yield return (ApiNames.OfType(MetadataName(type.OriginalDefinition)), name.GetLocation());
            }
        }
    }

    // An attribute is written without the end of its name.
    private static bool MayBe(ScriptApi api, string name) => api.MayBeCompilerOnly(name) || api.MayBeCompilerOnly($"{name}Attribute");

    private static string MetadataName(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? $"{MetadataName(outer)}/{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.MetadataName}" : type.MetadataName;
}
