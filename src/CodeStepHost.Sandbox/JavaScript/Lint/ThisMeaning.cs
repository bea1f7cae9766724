using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Says whether an expression certainly is the step's emitter: <c>this</c> of the entry, <c>self</c>, <c>emitter</c>, and names that stand for them.</summary>
internal sealed class ThisMeaning
{
    private const int Deepest = 20;

    private readonly LintedFile _file;
    private readonly HashSet<Node> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, bool> _known = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<Node, Variable> _names;

    public ThisMeaning(LintedFile file)
    {
        _file = file;
        _names = file.Nodes.OfType<Identifier>().Select(file.Scopes.Of).OfType<Variable>().Distinct()
            .SelectMany(variable => variable.Values.OfType<Node>().Select(value => (value, variable)))
            .ToLookup(pair => pair.value, pair => pair.variable, ReferenceEqualityComparer.Instance as IEqualityComparer<Node>);
        if (!file.IsEntry)
            return;
        foreach (var value in new EntryFacts(file.Script).Values)
            _entries.Add(file.ValueOf(value));
    }

    /// <summary>Whether a function is one that is called with the message.</summary>
    public bool IsEntry(IFunction function) => _entries.Contains((Node)function);

    public bool IsEmitter(Node? node) => IsEmitter(node, 0);

    /// <summary>The function whose <c>this</c> a node has, which is no arrow function; null at the top level. Known is false in class bodies.</summary>
    public (IFunction? Function, bool IsKnown) OwnerOf(Node node)
    {
        foreach (var around in _file.Around(node))
        {
            switch (around)
            {
                case IFunction and not ArrowFunctionExpression:
                    return ((IFunction)around, true);
                case ClassBody:
                    return (null, false);
            }
        }
        return (null, true);
    }

    private bool IsEmitter(Node? node, int depth)
    {
        if (node is null || depth > Deepest)
            return false;
        if (_known.TryGetValue(node, out var known))
            return known;

        // Whoever asks again on the way has come round in a circle.
        _known[node] = false;
        return _known[node] = node switch
        {
            ThisExpression => IsEmittersThis(node, depth),
            ChainExpression chain => IsEmitter(chain.Expression, depth),
            Identifier name => IsEmitterName(name, depth),
            _ => false,
        };
    }

    private bool IsEmittersThis(Node node, int depth)
    {
        var (function, isKnown) = OwnerOf(node);
        if (function is null)
            return isKnown && _file.IsEntry;
        return _entries.Contains((Node)function) || IsCalledWithEmitter(function, depth);
    }

    private bool IsEmitterName(Identifier name, int depth)
    {
        if (_file.Scopes.Of(name) is not { } variable)
            return false;
        if (_file.Scopes.IsGlobal(variable))
            return variable.Name is "self" or "emitter" && _file.IsEntry && variable.Values.All(value => IsEmitter(value, depth + 1));
        if (variable is { Parameter: { } parameter, Assignments: 0, Values.Count: 1 })
            return IsPassedEmitter(parameter.Function, parameter.Position, depth);
        return variable.Value is { } value && IsEmitter(value, depth + 1);
    }

    // function () { … }.call(this), .bind(this) and list.forEach(function () { … }, this), or a name of which nothing else is done.
    private bool IsCalledWithEmitter(IFunction function, int depth)
    {
        var uses = UsesOf(function);
        return uses is { Count: > 0 } && uses.All(use => _file.ParentOf(use) switch
        {
            MemberExpression { Computed: false, Property: Identifier { Name: "call" or "apply" or "bind" } } member when ReferenceEquals(member.Object, use) =>
                _file.ParentOf(member) is CallExpression { Arguments: [var self, ..] } call && ReferenceEquals(call.Callee, member) && IsEmitter(self, depth + 1),
            CallExpression { Arguments: [var callback, var self] } call when ReferenceEquals(callback, use) => Iteration.IsMethod(call.Callee) && IsEmitter(self, depth + 1),
            _ => false,
        });
    }

    // A parameter is the emitter when every call of the function passes it there.
    private bool IsPassedEmitter(IFunction function, int position, int depth)
    {
        var uses = UsesOf(function);
        return uses is { Count: > 0 } && uses.All(use =>
            _file.ParentOf(use) is CallExpression call && ReferenceEquals(call.Callee, use) && call.Arguments.Count > position
            && !call.Arguments.Any(argument => argument is SpreadElement) && IsEmitter(call.Arguments[position], depth + 1));
    }

    /// <summary>All places where a function is used: itself, where it has no name, or the reads of its only name; null when they cannot be told.</summary>
    public IReadOnlyList<Node>? UsesOf(IFunction function)
    {
        var node = (Node)function;
        var name = node switch
        {
            FunctionDeclaration declaration => declaration.Id,
            _ when _file.ParentOf(node) is VariableDeclarator { Id: Identifier variable } => variable,
            _ => null,
        };
        if (name is null)
            return node is not FunctionDeclaration && _file.ParentOf(node) is MemberExpression or CallExpression ? [node] : null;
        var variables = _names[node].ToList();
        return variables.TrueForAll(variable => ReferenceEquals(variable.Value, node)) ? [.. variables.SelectMany(variable => variable.Reads)] : null;
    }
}
