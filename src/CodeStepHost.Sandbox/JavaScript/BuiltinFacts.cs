using Acornima.Ast;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Judges from a script's text whether it may change objects that the engine keeps from message to message. Global variables are given back their
/// values anyway; this is about what they hold: <c>Array.prototype.last = …</c>, <c>Math.round = …</c>. It keeps messages apart; it is no boundary.
/// </summary>
internal static class BuiltinFacts
{
    private static readonly HashSet<string> _telling = new(StringComparer.Ordinal)
    {
        "prototype", "__proto__", "globalThis", "constructor", "defineProperty", "defineProperties", "setPrototypeOf", "getPrototypeOf", "Reflect",
        "__defineGetter__", "__defineSetter__",
    };

    private static readonly HashSet<string> _harmless = new(StringComparer.Ordinal)
    {
        "undefined", "NaN", "Infinity", "String", "Number", "Boolean", "parseInt", "parseFloat", "encodeURIComponent", "decodeURIComponent", "isNaN", "isFinite",
        "run", "require", "msg", "cfg", "snapshot", "emitter", "self", "exports", "module",
    };

    public static bool MayTouch(Script script, ReferencedGlobals globals)
    {
        bool IsShared(string? name) => name is not null && globals.Contains(name) && !_harmless.Contains(name);

        foreach (var node in SyntaxWalk.Everything(script))
        {
            var touches = node switch
            {
                MemberExpression member => SyntaxWalk.MemberName(member) is { } name && _telling.Contains(name),
                Identifier { Name: "globalThis" or "Reflect" } => true,
                Literal { Value: string text } => _telling.Contains(text),
                AssignmentExpression assignment => Changes(assignment.Left, IsShared) || IsShared((assignment.Right as Identifier)?.Name),
                UpdateExpression update => Changes(update.Argument, IsShared),
                UnaryExpression { Operator: Acornima.Operator.Delete } deletion => Changes(deletion.Argument, IsShared),
                VariableDeclarator { Init: Identifier source } => IsShared(source.Name),
                CallExpression call => SyntaxWalk.MemberName(call.Callee) is "assign" or "merge" or "extend" or "defaults" or "set"
                    && call.Arguments.Count > 0 && IsShared(SyntaxWalk.RootName(call.Arguments[0])),
                _ => false,
            };
            if (touches)
                return true;
        }
        return false;
    }

    private static bool Changes(Node target, Func<string?, bool> isShared) => target switch
    {
        MemberExpression member => isShared(SyntaxWalk.RootName(member)) || SyntaxWalk.Everything(member.Object).Any(node => SyntaxWalk.MemberName(node) == "logger"),
        ArrayPattern or ObjectPattern => SyntaxWalk.Everything(target).OfType<MemberExpression>().Any(member => isShared(SyntaxWalk.RootName(member))),
        _ => false,
    };
}
