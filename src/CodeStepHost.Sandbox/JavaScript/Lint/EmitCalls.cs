using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>A call that certainly emits an event of the step.</summary>
/// <param name="Name">The expression for the event; null when the call has no argument.</param>
/// <param name="Event">The event where it is written out.</param>
internal sealed record EmitCall(CallExpression Call, Node? Name, string? Event)
{
    /// <summary>The expression for the value; null when there is none.</summary>
    public Node? Value => Call.Arguments is [_, var value, ..] ? value : null;

    public bool HasSpread => Call.Arguments.Any(argument => argument is SpreadElement);
}

/// <summary>The calls of a file that emit: <c>this.emit(…)</c>, <c>self.emit(…)</c>, and <c>emit(…)</c> where that is the emitter's.</summary>
internal sealed class EmitCalls
{
    private readonly LintedFile _file;
    private readonly Dictionary<Node, EmitCall> _calls = new(ReferenceEqualityComparer.Instance);

    public EmitCalls(LintedFile file)
    {
        _file = file;
        foreach (var call in file.Nodes.OfType<CallExpression>().Where(call => IsEmit(call.Callee)))
        {
            var name = call.Arguments is [var first, ..] ? first : null;
            _calls.Add(call, new EmitCall(call, name, file.TextOf(name)));
        }
    }

    /// <summary>In the order of the text.</summary>
    public IEnumerable<EmitCall> All => _calls.Values;

    public EmitCall? Find(Node? node) => node is null ? null : _calls.GetValueOrDefault(node is ChainExpression chain ? chain.Expression : node);

    private bool IsEmit(Node callee) => callee switch
    {
        ChainExpression chain => IsEmit(chain.Expression),
        MemberExpression member => SyntaxWalk.MemberName(member) == "emit" && _file.This.IsEmitter(member.Object),
        Identifier name when _file.Scopes.Of(name) is { } variable => IsEmit(variable),
        _ => false,
    };

    private bool IsEmit(Variable variable) => variable switch
    {
        { Picked: { Key: "emit" } picked, Values.Count: 1 } => _file.This.IsEmitter(picked.Source),
        { Value: MemberExpression member } => IsEmit(member),
        { Value: CallExpression { Callee: MemberExpression { Object: MemberExpression bound } bind } } => SyntaxWalk.MemberName(bind) == "bind" && IsEmit(bound),
        _ => false,
    };
}
