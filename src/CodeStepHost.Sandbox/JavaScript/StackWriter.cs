using Acornima;
using Acornima.Ast;
using Jint;
using Jint.Native;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Writes the stacks of one engine's errors. The engine gives the frames of the calls under way, the innermost first, and at last the place of the function that
/// it resumed itself, without a name; after that place come the async functions that await it.
/// </summary>
internal sealed class StackWriter
{
    private const int MostAwaiting = 20;

    private readonly Dictionary<string, Node> _trees = new(StringComparer.Ordinal);
    private Engine? _engine;

    // Of the stack that is being written.
    private readonly HashSet<Node> _shown = new(ReferenceEqualityComparer.Instance);
    private SourceLocation? _first;

    public void Attach(Engine engine) => _engine = engine;

    /// <summary>The tree of a file that runs in the engine: names of functions are read from it.</summary>
    public void Know(string file, Node? tree)
    {
        if (tree is not null)
            _trees[file] = tree;
    }

    /// <summary>One frame, as the engine asks for it.</summary>
    public string Describe(string description, SourceLocation location, string[]? arguments)
    {
        if (arguments is not null || description.Length > 0)
        {
            _first ??= location;
            if (FunctionAt(location) is { } shown)
                _shown.Add(shown.Node);
            return StackFrames.Line(description is "(anonymous)" ? "" : description, location);
        }
        var lines = Outermost(location, isAlone: _first is null, _first ?? location);
        _first = null;
        _shown.Clear();
        return lines;
    }

    /// <summary>The <c>await</c> of the author's that the engine worked at last, or in.</summary>
    public ScriptPlace? LastAwait()
    {
        if (_engine is null || EngineInternals.LastNode(_engine) is not { } last || last.Location.SourceFile is not { } file || !_trees.TryGetValue(file, out var tree))
            return null;
        var at = Path(tree, last.Location).LastOrDefault(node => node is AwaitExpression);
        return at is null ? null : StackFrames.Place(StackFrames.Line("", at.Location).TrimEnd());
    }

    private string Outermost(SourceLocation location, bool isAlone, SourceLocation madeAt)
    {
        var function = FunctionAt(location);

        // A function that the engine called is on the stack itself; what comes last then is where it begins.
        var isOwn = !isAlone && function is { } own && own.Node.Location.Start == location.Start;
        if (_engine is not null && function is not null && !isOwn)
        {
            foreach (var running in EngineInternals.RunningAsync(_engine))
            {
                if (EngineInternals.FunctionOf(running)?.FunctionDeclaration is { } declaration && ReferenceEquals(declaration, function.Value.Node))
                    return StackFrames.Line(function.Value.Name, location) + Awaiting(running);
            }
        }
        var place = isOwn ? StackFrames.Nothing : StackFrames.Line(function?.Name ?? "", location);
        return place + Rethrowing(madeAt);
    }

    /// <summary>The function whose <c>await</c> throws the error at this moment, and those that await it.</summary>
    private string Rethrowing(SourceLocation madeAt)
    {
        if (_engine is null || EngineInternals.RunningAsync(_engine).FirstOrDefault() is not { } running)
            return "";
        var isIt = EngineInternals.ResumedWith(running) is JsError error && EngineInternals.MadeAt(error) is { } place && place.Equals(madeAt);
        return isIt && EngineInternals.LastNode(_engine) is AwaitExpression at && FunctionAt(at.Location) is { } function && !_shown.Contains(function.Node) && ReferenceEquals(function.Node, EngineInternals.FunctionOf(running)?.FunctionDeclaration)
            ? StackFrames.AsyncLine(function.Name, at.Location) + Awaiting(running)
            : "";
    }

    private string Awaiting(object running)
    {
        var lines = "";
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { running };
        while (seen.Count <= MostAwaiting && EngineInternals.AwaiterOf(running) is { } awaiting && seen.Add(awaiting))
        {
            if (EngineInternals.AwaitOf(awaiting) is { } at)
                lines += StackFrames.AsyncLine(FunctionAt(at.Location)?.Name ?? "", at.Location);
            running = awaiting;
        }
        return lines;
    }

    private (Node Node, string Name)? FunctionAt(SourceLocation location)
    {
        if (location.SourceFile is not { } file || !_trees.TryGetValue(file, out var tree))
            return null;
        (Node, string)? found = null;
        Node? parent = null;
        foreach (var node in Path(tree, location))
        {
            // The functions that hold a script's text are the host's.
            if (node is IFunction && ScriptWrapper.ScriptColumn(node.Location.Start.Line, node.Location.Start.Column) >= 1)
                found = (node, NameOf(node, parent));
            parent = node;
        }
        return found;
    }

    /// <summary>The nodes that hold a place, from the outside in.</summary>
    private static IEnumerable<Node> Path(Node tree, SourceLocation location)
    {
        for (var node = tree; node is not null; node = node.ChildNodes.ToList().Find(child => child is not null && Holds(child.Location, location.Start)))
            yield return node;
    }

    private static bool Holds(SourceLocation outer, Position inner) => outer.Start <= inner && inner < outer.End;

    private static string NameOf(Node function, Node? parent) => (function, parent) switch
    {
        (IFunction { Id: { } own }, _) => own.Name,
        (_, VariableDeclarator { Id: Identifier name }) => name.Name,
        (_, AssignmentExpression { Left: Identifier name }) => name.Name,
        (_, AssignmentExpression { Left: MemberExpression member }) => SyntaxWalk.MemberName(member) ?? "",
        (_, Property property) => SyntaxWalk.KeyName(property) ?? "",
        (_, MethodDefinition { Key: Identifier name }) => name.Name,
        _ => "",
    };
}
