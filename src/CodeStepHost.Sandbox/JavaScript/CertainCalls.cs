using Acornima;
using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Says which nodes of a file are certainly worked out when the file runs, and fail the whole file when they fail.</summary>
internal sealed class CertainCalls
{
    private readonly HashSet<Node> _certain = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Node> _functions = new(StringComparer.Ordinal);

    public CertainCalls(Script script)
    {
        foreach (var function in script.Body.OfType<FunctionDeclaration>().Where(function => function.Id is not null))
            _functions[function.Id!.Name] = function;
        foreach (var variable in script.Body.OfType<VariableDeclaration>().SelectMany(variables => variables.Declarations.AsEnumerable()))
        {
            if (variable is { Id: Identifier name, Init: IFunction })
                _functions[name.Name] = variable.Init;
        }
        foreach (var statement in script.Body)
            Visit(statement);
    }

    public bool Contains(Node node) => _certain.Contains(node);

    private void Visit(Node? root)
    {
        var open = new Stack<Node>();
        if (root is not null)
            open.Push(root);
        while (open.TryPop(out var node))
        {
            if (!_certain.Add(node))
                continue;
            foreach (var part in PartsOf(node))
                open.Push(part);
            if (node is CallExpression call && Called(call) is IFunction { Generator: false } function && _certain.Add((Node)function))
                open.Push(function.Body);
        }
    }

    // A throw in an async function fails what awaits it, and perhaps nobody does.
    private Node? Called(CallExpression call) => call.Callee switch
    {
        IFunction { Async: false } own => (Node)own,
        MemberExpression { Object: IFunction { Async: false } own } member when SyntaxWalk.MemberName(member) is "call" or "apply" => (Node)own,
        Identifier name => _functions.GetValueOrDefault(name.Name) is IFunction { Async: false } function ? (Node)function : null,
        _ => null,
    };

    private static IEnumerable<Node> PartsOf(Node node) => node switch
    {
        IFunction => [],
        ClassBody => [],
        TryStatement { Handler: not null } attempt => attempt.Finalizer is null ? [] : [attempt.Finalizer],
        IfStatement choice => [choice.Test],
        ConditionalExpression choice => [choice.Test],
        LogicalExpression choice => [choice.Left],
        SwitchStatement choice => [choice.Discriminant],
        WhileStatement loop => [loop.Test],
        ForStatement loop => ((Node?[])[loop.Init, loop.Test]).OfType<Node>(),
        ForInStatement loop => [loop.Right],
        ForOfStatement loop => [loop.Right],
        ChainExpression => [],
        AssignmentExpression { Operator: Operator.LogicalAndAssignment or Operator.LogicalOrAssignment or Operator.NullishCoalescingAssignment } => [],
        _ => node.ChildNodes.ToList().OfType<Node>(),
    };
}
