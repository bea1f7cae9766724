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
            if (TaskTypes.Is(tree.Model.GetTypeInfo(call).Type) && CalledMethod(call, tree) is { Name: not "ContinueWith" } method && !tree.IsEmit(call) && !OnlyEmits(method, tree))
                report.At(call, $"Nobody waits for the task of {Name(method)}: what follows does not see its result, nor a failure.", "Write await before it.");
        }
        else if (Declared(node) is var (name, modifiers, type) && modifiers.Any(SyntaxKind.AsyncKeyword) && type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } && !CSharpFacts.IsEntryName(name) && TaskWaits.In(node, tree))
        {
            report.At(type, $"Nobody can wait for {name}: what calls an async void method goes on at once, and cannot catch what it throws.", $"Write async Task {name}(…), and await its calls.");
        }
        else if (node is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: (int)SyntaxKind.AsyncKeyword, Parent: ArgumentSyntax } function && TaskWaits.In(function, tree)
            && tree.Model.GetTypeInfo(function).ConvertedType is INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: true })
        {
            report.At(function, "Nobody waits for this async function: who calls it expects it to be done when it returns.", "Write foreach (var item in list) { await … }.");
        }
    }

    private static (string Name, SyntaxTokenList Modifiers, TypeSyntax Type)? Declared(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => (method.Identifier.ValueText, method.Modifiers, method.ReturnType),
        LocalFunctionStatementSyntax method => (method.Identifier.ValueText, method.Modifiers, method.ReturnType),
        _ => null,
    };

    // Task.Run says more than Run, which is also what the script's own method is called.
    private static string Name(IMethodSymbol method) =>
        method is { IsStatic: true, IsExtensionMethod: false, ContainingType: { IsScriptClass: false, IsImplicitClass: false } type } && type.DeclaringSyntaxReferences.IsEmpty ? $"{type.Name}.{method.Name}(…)" : $"{method.Name}(…)";

    private static IMethodSymbol? CalledMethod(ExpressionSyntax call, LintedTree tree)
    {
        while (call is ConditionalAccessExpressionSyntax conditional)
            call = conditional.WhenNotNull;
        return tree.SymbolOf(call) as IMethodSymbol;
    }

    // A method that only waits for emissions: its caller need not wait, as with the emission itself.
    private static bool OnlyEmits(IMethodSymbol method, LintedTree tree) => method.DeclaringSyntaxReferences is [var declared]
        && ReferenceEquals(declared.SyntaxTree, tree.Root.SyntaxTree)
        && declared.GetSyntax() is var body && body.DescendantNodes().Any(tree.IsEmit) && !TaskWaits.In(body, tree);
}
