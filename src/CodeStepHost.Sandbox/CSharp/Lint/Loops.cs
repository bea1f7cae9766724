using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>What is done again and again: statements, and methods that call a function once for each element.</summary>
internal static class Loops
{
    private static readonly HashSet<string> _all = new(StringComparer.Ordinal) { "ForEach", "Select", "SelectMany", "Where", "Any", "All", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "Count", "Sum", "Aggregate", "Find", "FindIndex", "Exists" };
    private static readonly HashSet<string> _untilFound = new(StringComparer.Ordinal) { "Any", "All", "First", "FirstOrDefault", "Find", "FindIndex", "Exists" };

    /// <summary>What a loop does each time; null for what is no loop.</summary>
    public static SyntaxNode? BodyOf(SyntaxNode loop) => loop switch
    {
        ForStatementSyntax statement => statement.Statement,
        CommonForEachStatementSyntax statement => statement.Statement,
        WhileStatementSyntax statement => statement.Statement,
        DoStatementSyntax statement when !statement.Condition.IsKind(SyntaxKind.FalseLiteralExpression) => statement.Statement,
        _ => null,
    };

    /// <summary>Whether a function is called once for each element of a list; early: the method stops when the function says so.</summary>
    public static (bool IsLoop, bool EndsEarly) Of(AnonymousFunctionExpressionSyntax function)
    {
        var name = function.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } } ? method.Name.Identifier.ValueText : "";
        return (_all.Contains(name), _untilFound.Contains(name));
    }

    /// <summary>Whether something in a loop may be reached once only, because a condition depends on a variable that the loop changes.</summary>
    public static bool IsGuarded(LintedTree tree, SyntaxNode inner, SyntaxNode body, SyntaxNode loop)
    {
        var own = body.DescendantNodes().OfType<VariableDeclaratorSyntax>().Select(variable => tree.Model.GetDeclaredSymbol(variable)).ToHashSet(SymbolEqualityComparer.Default);
        var changed = Changed(tree, loop.DescendantNodes()).Where(symbol => !own.Contains(symbol)).ToHashSet(SymbolEqualityComparer.Default);
        if (changed.Count == 0)
            return false;

        var within = inner.Ancestors().TakeWhile(node => !ReferenceEquals(node, loop)).ToList();
        if (within.Select(TestOf).OfType<SyntaxNode>().SelectMany(test => NamesIn(tree, test)).Any(changed.Contains))
            return true;

        // Set beside it, and looked at elsewhere in the loop.
        var list = within.Find(node => StatementLists.Of(node).Count > 0);
        var beside = list is null ? [] : Changed(tree, StatementLists.Of(list).OfType<ExpressionStatementSyntax>().Select(statement => statement.Expression).Where(expression => expression.IsKind(SyntaxKind.SimpleAssignmentExpression))).Where(changed.Contains).ToHashSet(SymbolEqualityComparer.Default);
        return beside.Count > 0 && loop.DescendantNodesAndSelf().Select(TestOf).OfType<SyntaxNode>().SelectMany(test => NamesIn(tree, test)).Any(beside.Contains);
    }

    private static ExpressionSyntax? TestOf(SyntaxNode node) => node switch
    {
        IfStatementSyntax choice => choice.Condition,
        ConditionalExpressionSyntax choice => choice.Condition,
        SwitchStatementSyntax choice => choice.Expression,
        WhileStatementSyntax loop => loop.Condition,
        DoStatementSyntax loop => loop.Condition,
        ForStatementSyntax loop => loop.Condition,
        _ => null,
    };

    private static IEnumerable<ISymbol> Changed(LintedTree tree, IEnumerable<SyntaxNode> nodes) => nodes.Select(node => node switch
    {
        AssignmentExpressionSyntax assignment => Root(assignment.Left),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => Root(step.Operand),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => Root(step.Operand),
        _ => null,
    }).Select(target => target is null ? null : tree.SymbolOf(target)).OfType<ISymbol>();

    private static IdentifierNameSyntax? Root(SyntaxNode target)
    {
        while (target is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax)
            target = target is MemberAccessExpressionSyntax member ? member.Expression : ((ElementAccessExpressionSyntax)target).Expression;
        return target as IdentifierNameSyntax;
    }

    private static IEnumerable<ISymbol> NamesIn(LintedTree tree, SyntaxNode root) =>
        root.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(tree.SymbolOf).OfType<ISymbol>();
}
