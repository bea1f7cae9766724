using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Finds the entry points that a script's text declares or assigns.</summary>
internal sealed class EntryFacts
{
    private readonly List<Node> _runs = [];
    private readonly List<Node> _processes = [];

    public EntryFacts(Script script)
    {
        foreach (var statement in script.Body)
            Collect(statement);
        HasStatements = script.Body.Any(ActsByItself);
    }

    /// <summary>Whether a top-level statement does more than declare.</summary>
    public bool HasStatements { get; }

    /// <summary>The values that serve as <c>run</c> or <c>process</c>: functions, names of functions, or other expressions.</summary>
    public IEnumerable<Node> Values => _runs.Concat(_processes);

    /// <summary>The first value that serves as <c>run</c>.</summary>
    public Node? Run => _runs.FirstOrDefault();

    public string? EntryPoint =>
        _processes.Count > 0 ? JavaScript.EntryPoint.Process
        : _runs.Count > 0 ? JavaScript.EntryPoint.Run
        : HasStatements ? JavaScript.EntryPoint.TopLevel
        : null;

    /// <summary>Whether <c>run</c> and <c>process</c> exist and <c>process</c> does not simply name or wrap <c>run</c>.</summary>
    public bool AreTwo => _runs.Count > 0 && _processes.Count > 0
        && !_processes.Any(process => SyntaxWalk.Mentions(process, JavaScript.EntryPoint.Run))
        && !_runs.Any(run => run is not IFunction && SyntaxWalk.Mentions(run, JavaScript.EntryPoint.Process));

    private void Collect(Node statement)
    {
        switch (statement)
        {
            case FunctionDeclaration { Id.Name: JavaScript.EntryPoint.Run } run:
                _runs.Add(run);
                break;
            case VariableDeclaration variables:
                foreach (var variable in variables.Declarations)
                {
                    if (variable is { Id: Identifier { Name: JavaScript.EntryPoint.Run }, Init: { } value })
                        _runs.Add(value);
                    if (variable.Init is not null)
                        CollectAssignments(variable.Init);
                }
                break;
            default:
                CollectAssignments(statement);
                break;
        }
    }

    private void CollectAssignments(Node root)
    {
        foreach (var assignment in SyntaxWalk.OutsideFunctions(root).OfType<AssignmentExpression>())
        {
            var target = assignment.Left;
            var name = SyntaxWalk.MemberName(target);
            if (target is Identifier { Name: JavaScript.EntryPoint.Run })
                _runs.Add(assignment.Right);
            else if (target is MemberExpression { Object: Identifier { Name: "module" } } && name == "exports")
                CollectExported(assignment.Right);
            else if (target is MemberExpression member && IsExports(member.Object))
                CollectMember(name, assignment.Right);
        }
    }

    private void CollectExported(Node value)
    {
        if (value is ObjectExpression literal)
        {
            foreach (var property in literal.Properties.OfType<Property>())
                CollectMember(SyntaxWalk.KeyName(property), property.Value);
        }
        else if (value is not Identifier { Name: "exports" } and not AssignmentExpression)
        {
            _processes.Add(value);
        }
    }

    private void CollectMember(string? name, Node value)
    {
        if (name == JavaScript.EntryPoint.Process)
            _processes.Add(value);
        else if (name == JavaScript.EntryPoint.Run && value is not Identifier { Name: JavaScript.EntryPoint.Run })
            _runs.Add(value);
    }

    private static bool IsExportsTarget(Node target) => target is MemberExpression member && (IsExports(member) || IsExports(member.Object));

    private static bool IsExports(Node node) =>
        node is Identifier { Name: "exports" } || (node is MemberExpression { Object: Identifier { Name: "module" } } && SyntaxWalk.MemberName(node) == "exports");

    private static bool ActsByItself(Statement statement) => statement switch
    {
        FunctionDeclaration or ClassDeclaration or EmptyStatement or Directive => false,
        VariableDeclaration variables => Acts(variables),
        ExpressionStatement { Expression: AssignmentExpression { Left: var target } exported } when IsExportsTarget(target) => Acts(exported),
        _ => true,
    };

    private static bool Acts(Node node) => SyntaxWalk.OutsideFunctions(node).Any(part =>
        part is NewExpression or TaggedTemplateExpression or CallExpression { Callee: not Identifier { Name: "require" } }
        || part is AssignmentExpression { Left: var target } && !IsExportsTarget(target) && target is not Identifier { Name: "exports" });
}
