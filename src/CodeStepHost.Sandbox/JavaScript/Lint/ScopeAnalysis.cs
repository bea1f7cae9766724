using Acornima;
using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>
/// Finds what each name in a file means: the declaration it belongs to by the rules of the language (hoisting, blocks, parameters, patterns, closures),
/// or nothing, which makes it a global.
/// </summary>
internal sealed class ScopeAnalysis
{
    private readonly Dictionary<Identifier, Variable> _variables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Variable> _globals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public ScopeAnalysis(Script script)
    {
        var file = new Scope(null);
        Hoist(script, file);
        DeclareLexical(script.Body, file);
        foreach (var statement in script.Body)
            Visit(statement, file);
    }

    /// <summary>Names that nothing in the file declares, by name.</summary>
    public IReadOnlyDictionary<string, Variable> Globals => _globals;

    /// <summary>Whether the file looks whether the name exists: <c>typeof name</c>.</summary>
    public bool IsAskedFor(string name) => _asked.Contains(name);

    /// <summary>What an identifier that stands for a value means; null for property names, labels and the like.</summary>
    public Variable? Of(Identifier identifier) => _variables.GetValueOrDefault(identifier);

    public bool IsGlobal(Variable variable) => _globals.TryGetValue(variable.Name, out var global) && ReferenceEquals(global, variable);

    private void Visit(Node? node, Scope scope)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case null:
                break;
            case Identifier name:
                Read(name, scope);
                break;
            case IFunction function:
                VisitFunction(function, scope);
                break;
            case IClass type:
                VisitClass(type, scope);
                break;
            case StaticBlock block:
                var ofBlock = new Scope(scope);
                Hoist(block, ofBlock);
                VisitBlock(block.Body, ofBlock);
                break;
            case BlockStatement block:
                VisitBlock(block.Body, new Scope(scope));
                break;
            case ForStatement { Init: VariableDeclaration } or ForInStatement { Left: VariableDeclaration } or ForOfStatement { Left: VariableDeclaration }:
                VisitLoop(node, new Scope(scope));
                break;
            case ForInStatement loop:
                VisitAssigningLoop(loop.Left, loop.Right, loop.Body, scope);
                break;
            case ForOfStatement loop:
                VisitAssigningLoop(loop.Left, loop.Right, loop.Body, scope);
                break;
            case SwitchStatement choice:
                VisitSwitch(choice, scope);
                break;
            case CatchClause clause:
                var caught = new Scope(scope);
                if (clause.Param is not null)
                    VisitParameter(clause.Param, caught);
                Visit(clause.Body, caught);
                break;
            case WithStatement with:
                Visit(with.Object, scope);
                Visit(with.Body, new Scope(scope, isDynamic: true));
                break;
            case VariableDeclarator variable:
                if (variable.Init is not null)
                    Bind(variable.Id, variable.Init, scope, isDeclaration: true);
                VisitDefaults(variable.Id, scope);
                Visit(variable.Init, scope);
                break;
            case AssignmentExpression assignment:
                VisitAssignment(assignment, scope);
                break;
            case UpdateExpression { Argument: Identifier changed }:
                Read(changed, scope);
                Assign(changed, null, scope);
                break;
            case UnaryExpression { Operator: Operator.TypeOf or Operator.Delete, Argument: Identifier asked }:
                Ask(asked, scope);
                break;
            case MemberExpression member:
                Visit(member.Object, scope);
                if (member.Computed)
                    Visit(member.Property, scope);
                break;
            case IProperty property:
                if (property.Computed)
                    Visit(property.Key, scope);
                Visit(property.Value, scope);
                break;
            case LabeledStatement labeled:
                Visit(labeled.Body, scope);
                break;
            case BreakStatement or ContinueStatement or MetaProperty:
                break;
            default:
                foreach (var child in node.ChildNodes)
                    Visit(child, scope);
                break;
        }
    }

    private void VisitFunction(IFunction function, Scope around)
    {
        var scope = new Scope(around);
        if (function is FunctionExpression { Id: { } own })
            scope.Declare(own.Name).Give((Node)function);
        scope = new Scope(scope);
        if (function is not ArrowFunctionExpression)
            scope.Declare("arguments").Give(null);
        foreach (var parameter in function.Params)
            DeclareAll(parameter, scope);
        for (var position = 0; position < function.Params.Count; position++)
        {
            VisitParameter(function.Params[position], scope);
            if (NameOf(function.Params[position]) is { } parameter)
                scope.Declare(parameter).Parameter = (function, position);
        }
        if (function.Body is not FunctionBody body)
        {
            Visit(function.Body, scope);
            return;
        }
        Hoist(body, scope);
        VisitBlock(body.Body, scope);
    }

    private void VisitParameter(Node parameter, Scope scope)
    {
        DeclareAll(parameter, scope);
        Bind(parameter, null, scope, isDeclaration: true);
        VisitDefaults(parameter, scope);
    }

    private void VisitClass(IClass type, Scope around)
    {
        var scope = new Scope(around);
        if (type.Id is { } own)
            scope.Declare(own.Name).Give((Node)type);
        foreach (var decorator in type.Decorators)
            Visit(decorator, around);
        Visit(type.SuperClass, scope);
        foreach (var element in type.Body.Body)
            Visit(element, scope);
    }

    private void VisitBlock(in NodeList<Statement> statements, Scope scope)
    {
        DeclareLexical(statements, scope);
        foreach (var statement in statements)
            Visit(statement, scope);
    }

    private void VisitLoop(Node loop, Scope scope)
    {
        var (declaration, given) = loop switch
        {
            ForStatement plain => ((VariableDeclaration)plain.Init!, true),
            ForInStatement keys => ((VariableDeclaration)keys.Left, false),
            _ => ((VariableDeclaration)((ForOfStatement)loop).Left, false),
        };
        if (declaration.Kind != VariableDeclarationKind.Var)
            Declare(declaration, scope);
        if (!given)
        {
            foreach (var variable in declaration.Declarations)
            {
                Bind(variable.Id, null, scope, isDeclaration: true);
                VisitDefaults(variable.Id, scope);
                Visit(variable.Init, scope);
            }
        }
        foreach (var child in loop.ChildNodes)
        {
            if (child is not null && (given || !ReferenceEquals(child, declaration)))
                Visit(child, scope);
        }
    }

    private void VisitAssigningLoop(Node left, Node right, Node body, Scope scope)
    {
        Bind(left, null, scope, isDeclaration: false);
        VisitDefaults(left, scope);
        Visit(right, scope);
        Visit(body, scope);
    }

    private void VisitSwitch(SwitchStatement choice, Scope around)
    {
        Visit(choice.Discriminant, around);
        var scope = new Scope(around);
        foreach (var one in choice.Cases)
            DeclareLexical(one.Consequent, scope);
        foreach (var one in choice.Cases)
        {
            Visit(one.Test, scope);
            foreach (var statement in one.Consequent)
                Visit(statement, scope);
        }
    }

    private void VisitAssignment(AssignmentExpression assignment, Scope scope)
    {
        var isPlain = assignment.Operator == Operator.Assignment;
        if (assignment.Left is MemberExpression member)
        {
            Visit(member, scope);
        }
        else
        {
            if (!isPlain && assignment.Left is Identifier changed)
                Read(changed, scope);
            Bind(assignment.Left, isPlain ? assignment.Right : null, scope, isDeclaration: false);
            VisitDefaults(assignment.Left, scope);
        }
        Visit(assignment.Right, scope);
    }

    /// <summary>Gives every name of a target its value, where that is known.</summary>
    private void Bind(Node target, Node? value, Scope scope, bool isDeclaration)
    {
        switch (target)
        {
            case Identifier name when isDeclaration:
                Declared(name, scope).Give(value);
                break;
            case Identifier name:
                Assign(name, value, scope);
                break;
            case AssignmentPattern withDefault:
                Bind(withDefault.Left, null, scope, isDeclaration);
                break;
            case RestElement rest:
                Bind(rest.Argument, null, scope, isDeclaration);
                break;
            case ArrayPattern list:
                foreach (var element in list.Elements)
                {
                    if (element is not null)
                        Bind(element, null, scope, isDeclaration);
                }
                break;
            case ObjectPattern fields:
                foreach (var field in fields.Properties)
                {
                    Bind(field is Property property ? property.Value : field, null, scope, isDeclaration);
                    if (isDeclaration && value is not null && field is Property { Value: Identifier picked } named && SyntaxWalk.KeyName(named) is { } key)
                        Declared(picked, scope).Picked = (value, key);
                }
                break;
        }
    }

    private Variable Declared(Identifier name, Scope scope)
    {
        var variable = scope.Find(name.Name).Variable ?? scope.Declare(name.Name);
        _variables[name] = variable;
        return variable;
    }

    // What stands in a pattern besides the names that it gives values to: defaults, computed keys, objects whose fields are assigned.
    private void VisitDefaults(Node target, Scope scope)
    {
        switch (target)
        {
            case AssignmentPattern withDefault:
                VisitDefaults(withDefault.Left, scope);
                Visit(withDefault.Right, scope);
                break;
            case RestElement rest:
                VisitDefaults(rest.Argument, scope);
                break;
            case ArrayPattern list:
                foreach (var element in list.Elements)
                {
                    if (element is not null)
                        VisitDefaults(element, scope);
                }
                break;
            case ObjectPattern fields:
                foreach (var field in fields.Properties)
                {
                    if (field is Property { Computed: true } computed)
                        Visit(computed.Key, scope);
                    VisitDefaults(field is Property property ? property.Value : field, scope);
                }
                break;
            case MemberExpression member:
                Visit(member, scope);
                break;
        }
    }

    private void Read(Identifier name, Scope scope)
    {
        var (variable, dynamic) = scope.Find(name.Name);
        if (variable is null && dynamic)
            return;
        variable ??= Global(name.Name);
        _variables[name] = variable;
        variable.Reads.Add(name);
    }

    private void Assign(Identifier name, Node? value, Scope scope)
    {
        var (variable, dynamic) = scope.Find(name.Name);
        if (variable is null && dynamic)
            return;
        variable ??= Global(name.Name);
        _variables[name] = variable;
        variable.Assignments++;
        variable.Give(value);
    }

    private void Ask(Identifier name, Scope scope)
    {
        if (scope.Find(name.Name).Variable is { } variable)
            _variables[name] = variable;
        else
            _asked.Add(name.Name);
    }

    private Variable Global(string name) => _globals.TryGetValue(name, out var known) ? known : _globals[name] = new Variable(name);

    /// <summary>Declares what <c>var</c> declares anywhere in a function, and functions declared in its blocks.</summary>
    private static void Hoist(Node root, Scope scope)
    {
        foreach (var node in Within(root))
        {
            if (node is VariableDeclaration { Kind: VariableDeclarationKind.Var } variables)
                Declare(variables, scope);
            else if (node is FunctionDeclaration { Id: { } name } function && scope.Declare(name.Name) is { Values.Count: 0 } variable)
                variable.Give(function);
        }
    }

    private static void DeclareLexical(in NodeList<Statement> statements, Scope scope)
    {
        foreach (var statement in statements)
        {
            switch (statement is LabeledStatement labeled ? labeled.Body : statement)
            {
                case VariableDeclaration { Kind: not VariableDeclarationKind.Var } variables:
                    Declare(variables, scope);
                    break;
                case ClassDeclaration { Id: { } name } type:
                    scope.Declare(name.Name).Give(type);
                    break;
                case FunctionDeclaration { Id: { } name } function when scope.Declare(name.Name) is var variable && !variable.Values.Contains(function):
                    variable.Give(function);
                    break;
            }
        }
    }

    private static void Declare(VariableDeclaration variables, Scope scope)
    {
        foreach (var variable in variables.Declarations)
            DeclareAll(variable.Id, scope);
    }

    private static void DeclareAll(Node target, Scope scope)
    {
        foreach (var name in NamesIn(target))
            scope.Declare(name);
    }

    private static IEnumerable<string> NamesIn(Node? target) => target switch
    {
        Identifier name => [name.Name],
        AssignmentPattern withDefault => NamesIn(withDefault.Left),
        RestElement rest => NamesIn(rest.Argument),
        ArrayPattern list => list.Elements.AsEnumerable().SelectMany(NamesIn),
        ObjectPattern fields => fields.Properties.AsEnumerable().SelectMany(field => NamesIn(field is Property property ? property.Value : field)),
        _ => [],
    };

    private static string? NameOf(Node parameter) => parameter switch
    {
        Identifier name => name.Name,
        AssignmentPattern { Left: Identifier name } => name.Name,
        _ => null,
    };

    /// <summary>Everything of a function, but nothing of the functions and class bodies in it except that they are there.</summary>
    private static IEnumerable<Node> Within(Node root)
    {
        var open = new Stack<Node>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (!ReferenceEquals(node, root) && node is IFunction or StaticBlock)
                continue;
            foreach (var child in node.ChildNodes)
            {
                if (child is not null)
                    open.Push(child);
            }
        }
    }
}
