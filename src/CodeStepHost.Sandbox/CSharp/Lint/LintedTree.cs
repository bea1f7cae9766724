using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>One file of a C# script as the rules see it: the script itself, or one that it loads.</summary>
internal sealed class LintedTree
{
    private readonly INamedTypeSymbol? _emitter;
    private readonly HashSet<string> _emitterNames;
    private readonly Dictionary<SyntaxNode, EmitCall> _emits;

    public LintedTree(SyntaxTree tree, CSharpCompilation compilation, PrepareRequest request)
    {
        Root = tree.GetRoot();
        Model = compilation.GetSemanticModel(tree);
        Request = request;
        _emitter = compilation.GetTypeByMetadataName("CodeStepHost.Scripting.IEmitter");
        _emitterNames = [.. _emitter?.MemberNames ?? []];
        NamesSecretChance = Root.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText == "RandomNumberGenerator");
        _emits = Root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsEmit).ToDictionary(SyntaxNode (call) => call, call => EmitCall.Of(call, this));
    }

    public SyntaxNode Root { get; }

    public SemanticModel Model { get; }

    public PrepareRequest Request { get; }

    /// <summary>Whether the text names <c>RandomNumberGenerator</c>, all of whose members are other each time.</summary>
    public bool NamesSecretChance { get; }

    /// <summary>In the order of the text.</summary>
    public IEnumerable<EmitCall> Emits => _emits.Values;

    public EmitCall? FindEmit(SyntaxNode node) => _emits.GetValueOrDefault(node);

    public bool IsEmit(SyntaxNode node) =>
        node is InvocationExpressionSyntax call && _emitterNames.Contains(NameOf(call.Expression)) && Model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { } type } && SymbolEqualityComparer.Default.Equals(type, _emitter);

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };

    public ISymbol? SymbolOf(SyntaxNode node) => Model.GetSymbolInfo(node).Symbol;
}
