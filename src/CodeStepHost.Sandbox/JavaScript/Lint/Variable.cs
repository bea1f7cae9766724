using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>What a file knows of one of its names, or of a name that it uses without declaring it.</summary>
internal sealed class Variable(string name)
{
    private readonly List<Node?> _values = [];

    public string Name { get; } = name;

    /// <summary>Where the name is read.</summary>
    public List<Identifier> Reads { get; } = [];

    /// <summary>How often it is assigned after its declaration, or at all when nothing declares it.</summary>
    public int Assignments { get; set; }

    /// <summary>The function whose parameter it is, with its position; null for other names.</summary>
    public (IFunction Function, int Position)? Parameter { get; set; }

    /// <summary>What it was taken out of by a pattern: <c>emit</c> of <c>const { emit } = this</c>.</summary>
    public (Node Source, string Key)? Picked { get; set; }

    /// <summary>Its value where it only ever has one and that is written out; null when unknown.</summary>
    public Node? Value => _values is [{ } only] ? only : null;

    /// <summary>All values that it is given; null for one that is not written out.</summary>
    public IReadOnlyList<Node?> Values => _values;

    public void Give(Node? value) => _values.Add(value);
}
