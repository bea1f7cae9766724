using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Small questions about syntax nodes.</summary>
internal static class SyntaxWalk
{
    /// <summary>A node and everything below it, parents first.</summary>
    public static IEnumerable<Node> Everything(Node root)
    {
        var open = new Stack<Node>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.ChildNodes)
            {
                if (child is not null)
                    open.Push(child);
            }
        }
    }

    /// <summary>What each node below a root lies in.</summary>
    public static Dictionary<Node, Node> Parents(Node root)
    {
        var parents = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in Everything(root))
        {
            foreach (var child in node.ChildNodes)
            {
                if (child is not null)
                    parents[child] = node;
            }
        }
        return parents;
    }

    /// <summary>As <see cref="Everything"/>, but without what lies in functions.</summary>
    public static IEnumerable<Node> OutsideFunctions(Node root)
    {
        var open = new Stack<Node>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (node is IFunction)
                continue;
            foreach (var child in node.ChildNodes)
            {
                if (child is not null)
                    open.Push(child);
            }
        }
    }

    /// <summary>How many nodes lie one within the other at the deepest place. Found without recursion: what follows recurses, and must not overflow the stack.</summary>
    public static int Depth(Node root)
    {
        var deepest = 0;
        var open = new Stack<(Node Node, int Depth)>();
        open.Push((root, 1));
        while (open.TryPop(out var place))
        {
            deepest = Math.Max(deepest, place.Depth);
            foreach (var child in place.Node.ChildNodes)
            {
                if (child is not null)
                    open.Push((child, place.Depth + 1));
            }
        }
        return deepest;
    }

    /// <summary>The name of a member access, if it is written out: <c>a.name</c> or <c>a['name']</c>.</summary>
    public static string? MemberName(Node node) => node switch
    {
        MemberExpression { Computed: false, Property: Identifier name } => name.Name,
        MemberExpression { Computed: true, Property: Literal { Value: string name } } => name,
        _ => null,
    };

    /// <summary>What a chain of member accesses starts from.</summary>
    public static Node Root(Node node)
    {
        while (node is MemberExpression member)
            node = member.Object;
        return node;
    }

    public static string? KeyName(Property property) => property switch
    {
        { Computed: false, Key: Identifier name } => name.Name,
        { Key: Literal { Value: string name } } => name,
        _ => null,
    };

    public static bool Mentions(Node root, string name) => Everything(root).Any(node => node is Identifier identifier && identifier.Name == name);
}
