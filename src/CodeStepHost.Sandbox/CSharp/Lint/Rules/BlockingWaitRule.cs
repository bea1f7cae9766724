using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint.Rules;

/// <summary><c>Http.GetAsync(url).Result</c>, <c>task.Wait()</c>: scripts run on one thread, and what is waited for needs that thread. Tasks that were awaited before are left alone.</summary>
internal sealed class BlockingWaitRule : CSharpRule
{
    private const string Holds = "holds the script's only thread, so that what it waits for cannot go on: the script ends at its time limit.";

    private static readonly HashSet<string> _done = new(StringComparer.Ordinal) { "FromResult", "FromException", "FromCanceled" };

    public override string Code => FindingCodes.BlockingWait;

    public override void Visit(SyntaxNode node, LintedTree tree, CSharpReport report)
    {
        if (node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" or "Wait" or "GetResult" } member && Waited(member, tree) is { } task && MayBeUndone(task, tree))
        {
            var written = member.Name.Identifier.ValueText == "Result" ? ".Result" : $".{member.Name.Identifier.ValueText}()";
            report.At(member.Name, $"{written} {Holds}", $"Write await {Short(task)} instead.");
        }
        else if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WaitAll" or "WaitAny" } all } && TaskTypes.IsTaskClass((tree.SymbolOf(all) as IMethodSymbol)?.ContainingType))
        {
            report.At(all.Name, $"Task.{all.Name.Identifier.ValueText} {Holds}", $"Write await Task.{(all.Name.Identifier.ValueText == "WaitAll" ? "WhenAll" : "WhenAny")}(…) instead.");
        }
    }

    /// <summary>The expression of the task that is waited for by holding the thread.</summary>
    private static ExpressionSyntax? Waited(MemberAccessExpressionSyntax member, LintedTree tree)
    {
        if (member.Name.Identifier.ValueText != "GetResult")
            return TaskTypes.Is(tree.Model.GetTypeInfo(member.Expression).Type) ? member.Expression : null;
        return member.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter } && TaskTypes.Is(tree.Model.GetTypeInfo(awaiter.Expression).Type) ? awaiter.Expression : null;
    }

    private static bool MayBeUndone(ExpressionSyntax task, LintedTree tree)
    {
        while (task is ParenthesizedExpressionSyntax inner)
            task = inner.Expression;
        if (task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask" or "ConfigureAwait" } wrapper })
            task = wrapper.Expression;
        if (task is InvocationExpressionSyntax call)
            return !tree.IsEmit(call) && tree.SymbolOf(call) is IMethodSymbol method && !_done.Contains(method.Name) && TaskWaits.MayWait(method, tree);

        // A variable: certain only where nothing was awaited between its call and here.
        return task is IdentifierNameSyntax name && tree.SymbolOf(name) is ILocalSymbol { DeclaringSyntaxReferences: [var declared] }
            && declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax made } declarator
            && MayBeUndone(made, tree)
            && !Around(declarator).DescendantNodes().OfType<AwaitExpressionSyntax>().Any(wait => wait.SpanStart > declarator.SpanStart && wait.SpanStart < name.SpanStart);
    }

    private static SyntaxNode Around(SyntaxNode node) => node.Ancestors().First(part => part is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CompilationUnitSyntax);

    private static string Short(ExpressionSyntax task) => task.ToString() is { Length: <= 60 } text && !text.Contains('\n', StringComparison.Ordinal) ? text : "…";
}
