using Acornima;
using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Judges from a script's text whether it may change objects that the engine keeps from message to message. Global variables and libraries are given back their
/// values anyway; this is about what the language's own hold: <c>Array.prototype.last = …</c>, <c>Math.round = …</c>. Reading is no change:
/// <c>Object.prototype.hasOwnProperty.call(a, b)</c>. It keeps messages apart; it is no boundary.
/// </summary>
internal static class BuiltinFacts
{
    /// <summary>Members that lead from any object to one that is shared.</summary>
    private static readonly HashSet<string> _leading = new(StringComparer.Ordinal) { "prototype", "__proto__", "constructor" };

    /// <summary>Functions that change the object they are given.</summary>
    private static readonly HashSet<string> _changing = new(StringComparer.Ordinal)
    {
        "defineProperty", "defineProperties", "setPrototypeOf", "__defineGetter__", "__defineSetter__", "assign", "merge", "extend", "defaults", "set",
    };

    private static readonly HashSet<string> _changingMethods = new(StringComparer.Ordinal)
    {
        "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin", "__defineGetter__", "__defineSetter__",
    };

    private static readonly HashSet<string> _harmless = new(StringComparer.Ordinal)
    {
        "undefined", "NaN", "Infinity", "String", "Number", "Boolean", "parseInt", "parseFloat", "encodeURIComponent", "decodeURIComponent", "isNaN", "isFinite",
        "run", "msg", "cfg", "snapshot", "emitter", "self", "exports", "module",
    };

    /// <param name="script">What is judged.</param>
    /// <param name="isGlobal">Whether a name that is not declared in it stands for something of the engine's.</param>
    public static bool MayTouch(Script script, Func<string, bool> isGlobal)
    {
        bool IsShared(Node? node) => node is Identifier { Name: var name } && isGlobal(name) && !_harmless.Contains(name) && !Globals.Knows(name);

        var parents = new Lazy<Dictionary<Node, Node>>(() => SyntaxWalk.Parents(script));
        return SyntaxWalk.Everything(script).Any(node => node switch
        {
            MemberExpression member when SyntaxWalk.MemberName(member) is { } name =>
                (_leading.Contains(name) && Leads(member, name, parents.Value, IsShared)) || (name == "getPrototypeOf" && !IsCompared(member, parents.Value)),
            Identifier { Name: "globalThis" } => true,
            Identifier { Name: "Reflect" } => !(parents.Value.GetValueOrDefault(node) is MemberExpression reflect && SyntaxWalk.MemberName(reflect) is "ownKeys" or "has"),
            Literal { Value: string text } => _leading.Contains(text) || text is "__defineGetter__" or "__defineSetter__",
            AssignmentExpression assignment => Changes(assignment.Left, IsShared) || IsShared(assignment.Right),
            UpdateExpression update => Changes(update.Argument, IsShared),
            UnaryExpression { Operator: Operator.Delete } deletion => Changes(deletion.Argument, IsShared),
            VariableDeclarator variable => IsShared(variable.Init),
            CallExpression call => call.Arguments.Any(IsShared)
                || (SyntaxWalk.MemberName(call.Callee) is { } name && _changing.Contains(name) && call.Arguments.Count > 0 && IsShared(SyntaxWalk.Root(call.Arguments[0]))),
            _ => false,
        });
    }

    private static bool Changes(Node target, Func<Node?, bool> isShared) => target switch
    {
        MemberExpression member => isShared(SyntaxWalk.Root(member)) || SyntaxWalk.Everything(member.Object).Any(node => SyntaxWalk.MemberName(node) == "logger"),
        ArrayPattern or ObjectPattern => SyntaxWalk.Everything(target).OfType<MemberExpression>().Any(member => isShared(SyntaxWalk.Root(member))),
        _ => false,
    };

    // Whether more is done with a prototype or constructor than to read from it.
    private static bool Leads(MemberExpression member, string name, Dictionary<Node, Node> parents, Func<Node?, bool> isShared)
    {
        // Of the script's own class or function.
        if (name == "prototype" && member.Object is Identifier own && !isShared(own) && !_harmless.Contains(own.Name) && !Globals.Knows(own.Name))
            return false;

        Node top = member;
        while (parents.GetValueOrDefault(top) is MemberExpression outer && ReferenceEquals(outer.Object, top))
            top = outer;
        var last = SyntaxWalk.MemberName(top);
        return parents.GetValueOrDefault(top) switch
        {
            AssignmentExpression assignment when ReferenceEquals(assignment.Left, top) => true,
            UpdateExpression or UnaryExpression { Operator: Operator.Delete } => true,
            CallExpression call when ReferenceEquals(call.Callee, top) => last is null || _changingMethods.Contains(last) || _leading.Contains(last),
            BinaryExpression or UnaryExpression or TemplateLiteral or IfStatement => false,
            _ => last is null || _leading.Contains(last),
        };
    }

    private static bool IsCompared(MemberExpression member, Dictionary<Node, Node> parents) =>
        parents.GetValueOrDefault(member) is CallExpression call && parents.GetValueOrDefault(call) is BinaryExpression;
}
