using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Says whether an expression certainly gives something: no null, nothing undefined, not false, zero or an empty text.</summary>
internal static class Truthiness
{
    public static bool IsCertain(Node? node, LintedFile file) => node is not null && file.ValueOf(node) switch
    {
        ObjectExpression or ArrayExpression or NewExpression or IFunction or IClass or RegExpLiteral => true,
        StringLiteral text => text.Value.Length > 0,
        NumericLiteral number => number.Value != 0,
        BooleanLiteral truth => truth.Value,
        TemplateLiteral template => template.Quasis.AsEnumerable().Any(part => part.Value.Cooked is { Length: > 0 }),
        AwaitExpression awaited => awaited.Argument is CallExpression emit && file.Emits.Find(emit) is not null || IsCertain(awaited.Argument, file),
        ConditionalExpression choice => IsCertain(choice.Consequent, file) && IsCertain(choice.Alternate, file),
        SequenceExpression list => IsCertain(list.Expressions[^1], file),
        CallExpression call => file.Emits.Find(call) is not null || IsMaker(call.Callee, file),
        Identifier name => file.IsEntry && file.Scopes.Of(name) is { Parameter: { } parameter, Assignments: 0 } && file.This.IsEntry(parameter.Function),
        _ => false,
    };

    // What always gives a list, an object or a message, or throws.
    private static bool IsMaker(Node callee, LintedFile file) => callee is MemberExpression member && SyntaxWalk.MemberName(member) switch
    {
        "map" or "filter" or "concat" or "flatMap" => !file.IsGlobal(member.Object, "_"),
        "keys" or "values" or "entries" or "fromEntries" or "assign" => file.IsGlobal(member.Object, "Object"),
        "newMessageWithBody" or "newEmptyMessage" => file.IsGlobal(member.Object, "messages"),
        _ => false,
    };
}
