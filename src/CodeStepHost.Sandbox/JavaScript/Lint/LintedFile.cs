using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>One file as the rules see it: its tree, what its names mean, and where it emits.</summary>
internal sealed class LintedFile
{
    private readonly Dictionary<Node, Node> _parents = new(ReferenceEqualityComparer.Instance);
    private readonly List<Node> _nodes = [];

    /// <param name="isEntry">Whether it is the step's script, not a file that the script requires.</param>
    public LintedFile(string path, Script script, PrepareRequest request, bool isEntry)
    {
        Path = path;
        Script = script;
        Request = request;
        IsEntry = isEntry;
        foreach (var node in SyntaxWalk.Everything(script))
        {
            _nodes.Add(node);
            foreach (var child in node.ChildNodes)
            {
                if (child is not null)
                    _parents[child] = node;
            }
        }
        _nodes.Sort(static (one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        Scopes = new ScopeAnalysis(script);
        This = new ThisMeaning(this);
        Emits = new EmitCalls(this);
    }

    public string Path { get; }

    public Script Script { get; }

    public PrepareRequest Request { get; }

    public bool IsEntry { get; }

    /// <summary>Everything in the file, in the order of the text.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public ScopeAnalysis Scopes { get; }

    public ThisMeaning This { get; }

    public EmitCalls Emits { get; }

    public Node? ParentOf(Node node) => _parents.GetValueOrDefault(node);

    /// <summary>What a node lies in, from the inside out.</summary>
    public IEnumerable<Node> Around(Node node)
    {
        for (var parent = ParentOf(node); parent is not null; parent = ParentOf(parent))
            yield return parent;
    }

    /// <summary>The function that a node belongs to; null at the top level.</summary>
    public IFunction? FunctionOf(Node node) => Around(node).OfType<IFunction>().FirstOrDefault();

    /// <summary>Whether an identifier means a name that the host or the engine gives, and the file does not give another value.</summary>
    public bool IsGlobal(Node? node, string name) =>
        node is Identifier identifier && identifier.Name == name && Scopes.Of(identifier) is { Assignments: 0 } variable && Scopes.IsGlobal(variable);

    /// <summary>The value that a name always has, followed through other names; the node itself when it is no such name.</summary>
    public Node ValueOf(Node node)
    {
        for (var step = 0; step < 20 && node is Identifier name && Scopes.Of(name)?.Value is { } value; step++)
            node = value;
        return node is ChainExpression chain ? chain.Expression : node;
    }

    /// <summary>The text that an expression always gives; null when it is not written out.</summary>
    public string? TextOf(Node? node) => node is null ? null : ValueOf(node) switch
    {
        StringLiteral literal => literal.Value,
        TemplateLiteral { Expressions.Count: 0, Quasis: [{ Value.Cooked: { } text }] } => text,
        _ => null,
    };
}
