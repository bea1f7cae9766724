using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Judges from a script's text whether it may read or write its snapshot. A step that does runs one message at a time, so a wrong "no" is not allowed.</summary>
internal static class SnapshotFacts
{
    public static bool MayUse(Node script, EntryFacts entries) =>
        MentionsSnapshot(script) || EmitsUnnamed(script) || EntriesTakeThree(script, entries);

    /// <summary>For files that are loaded by <c>require</c>: they have no parameter that is the snapshot, but may emit one.</summary>
    public static bool MayEmit(Node file) => SyntaxWalk.Everything(file).Any(NamesTheEvent) || EmitsUnnamed(file);

    private static bool MentionsSnapshot(Node script)
    {
        var parameters = SyntaxWalk.Everything(script).OfType<IFunction>().SelectMany(function => function.Params).OfType<Identifier>().ToHashSet();
        var memberNames = SyntaxWalk.Everything(script).OfType<MemberExpression>().Where(member => !member.Computed).Select(member => member.Property).ToHashSet();
        var keys = SyntaxWalk.Everything(script).OfType<Property>().Where(property => property is { Computed: false, Shorthand: false }).Select(property => (Node)property.Key).ToHashSet();
        return SyntaxWalk.Everything(script).Any(node => NamesTheEvent(node)
            || (node is Identifier { Name: "snapshot" } identifier && !parameters.Contains(identifier) && !memberNames.Contains(identifier) && !keys.Contains(identifier))
            || node is Identifier { Name: "arguments" });
    }

    private static bool NamesTheEvent(Node node) => node switch
    {
        Literal { Value: "snapshot" or "updateSnapshot" } => true,
        TemplateElement { Value.Cooked: { } text } => text.Contains("snapshot", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // emit(name, …) with a name that is not written out, or emit passed on to somebody else.
    private static bool EmitsUnnamed(Node script)
    {
        var called = new HashSet<Node>();
        foreach (var call in SyntaxWalk.Everything(script).OfType<CallExpression>())
        {
            if (!IsEmit(call.Callee))
                continue;
            called.Add(call.Callee);
            if (call.Arguments.Count == 0 || call.Arguments[0] is not Literal { Value: string })
                return true;
        }
        return SyntaxWalk.Everything(script).Any(node => node is MemberExpression && IsEmit(node) && !called.Contains(node) && !IsSimplyNamed(script, node));
    }

    // const emit = this.emit: calls of emit are looked at themselves.
    private static bool IsSimplyNamed(Node script, Node emit) => SyntaxWalk.Everything(script).Any(node =>
        node is VariableDeclarator { Id: Identifier { Name: "emit" } } variable && ReferenceEquals(variable.Init, emit));

    private static bool IsEmit(Node callee) => callee is Identifier { Name: "emit" } || SyntaxWalk.MemberName(callee) == "emit";

    private static bool EntriesTakeThree(Node script, EntryFacts entries)
    {
        foreach (var value in entries.Values)
        {
            switch (value)
            {
                case IFunction function when UsesThird(function):
                    return true;
                case IFunction:
                    break;
                case Identifier alias:
                    if (FunctionsNamed(script, alias.Name).Any(UsesThird))
                        return true;
                    break;
                default:
                    if (SyntaxWalk.Everything(value).OfType<IFunction>().Any(UsesThird) || !SyntaxWalk.Everything(value).OfType<IFunction>().Any())
                        return true;
                    break;
            }
        }
        return false;
    }

    private static IEnumerable<IFunction> FunctionsNamed(Node script, string name) => SyntaxWalk.Everything(script).Select(node => node switch
    {
        FunctionDeclaration function when function.Id?.Name == name => function,
        VariableDeclarator { Id: Identifier id, Init: IFunction function } when id.Name == name => function,
        AssignmentExpression { Left: Identifier id, Right: IFunction function } when id.Name == name => function,
        _ => null,
    }).OfType<IFunction>();

    private static bool UsesThird(IFunction function)
    {
        if (function.Params.Take(3).Any(parameter => parameter is RestElement))
            return true;
        if (function.Params.Count < 3)
            return false;
        return function.Params[2] switch
        {
            Identifier third => SyntaxWalk.Mentions(function.Body, third.Name),
            AssignmentPattern { Left: Identifier third } => SyntaxWalk.Mentions(function.Body, third.Name),
            _ => true,
        };
    }
}
