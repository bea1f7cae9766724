using Acornima;
using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>
/// Sees whether something in a loop may be reached once only, because a condition depends on a variable that the loop changes: <c>if (attempt === 3)</c>,
/// <c>if (!done) { …; done = true; }</c>, <c>while (!done)</c>.
/// </summary>
internal static class LoopGuard
{
    public static bool Guards(LintedFile file, Node inner, Node body, Node loop)
    {
        var ownNames = SyntaxWalk.Everything(body).OfType<VariableDeclarator>().SelectMany(variable => NamesIn(file, variable.Id)).ToHashSet();
        var changed = SyntaxWalk.Everything(loop).SelectMany(node => Changed(file, node)).Where(variable => !ownNames.Contains(variable)).ToHashSet();
        if (changed.Count == 0)
            return false;

        var tests = new List<Node>();
        foreach (var around in file.Around(inner).TakeWhile(node => !ReferenceEquals(node, loop)))
        {
            if (TestOf(around) is { } test)
                tests.Add(test);
        }
        if (tests.SelectMany(test => NamesIn(file, test)).Any(changed.Contains))
            return true;

        // Set beside it, and looked at elsewhere in the loop.
        var list = file.Around(inner).TakeWhile(node => !ReferenceEquals(node, loop)).FirstOrDefault(node => StatementLists.Of(node).Count > 0);
        var beside = list is null ? [] : StatementLists.Of(list).OfType<ExpressionStatement>().SelectMany(statement => Set(file, statement.Expression)).Where(changed.Contains).ToHashSet();
        return beside.Count > 0 && SyntaxWalk.Everything(loop).Select(TestOf).OfType<Node>().SelectMany(test => NamesIn(file, test)).Any(beside.Contains);
    }

    private static Node? TestOf(Node node) => node switch
    {
        IfStatement choice => choice.Test,
        ConditionalExpression choice => choice.Test,
        LogicalExpression choice => choice.Left,
        SwitchStatement choice => choice.Discriminant,
        WhileStatement loop => loop.Test,
        DoWhileStatement loop => loop.Test,
        ForStatement loop => loop.Test,
        _ => null,
    };

    private static IEnumerable<Variable> Changed(LintedFile file, Node node) => node switch
    {
        AssignmentExpression { Left: var target } => Root(file, target),
        UpdateExpression { Argument: var target } => Root(file, target),
        _ => [],
    };

    private static IEnumerable<Variable> Set(LintedFile file, Node node) => node is AssignmentExpression { Operator: Operator.Assignment } ? Changed(file, node) : [];

    private static IEnumerable<Variable> Root(LintedFile file, Node target)
    {
        while (target is MemberExpression member)
            target = member.Object;
        return target is Identifier name && file.Scopes.Of(name) is { } variable ? [variable] : [];
    }

    private static IEnumerable<Variable> NamesIn(LintedFile file, Node root) =>
        SyntaxWalk.Everything(root).OfType<Identifier>().Select(file.Scopes.Of).OfType<Variable>();
}
