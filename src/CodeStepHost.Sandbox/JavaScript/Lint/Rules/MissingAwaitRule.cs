using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>fetch(address).json()</c>, <c>const answer = axios.get(address); answer.data</c>, <c>{ body: fetch(address) }</c>: a promise is taken for its result.</summary>
internal sealed class MissingAwaitRule(Promises promises) : LintRule
{
    private const int Deepest = 20;

    private static readonly HashSet<string> _ofPromises = new(StringComparer.Ordinal) { "then", "catch", "finally", "constructor", "toString", "hasOwnProperty", "__proto__" };

    public override string Code => FindingCodes.MissingAwait;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is MemberExpression member && SyntaxWalk.MemberName(member) is { } name && !_ofPromises.Contains(name) && IsPromise(member.Object, file) && !IsAssigned(member, file))
            report.At(node, $"A promise has no {name}: nobody has waited for its result.", Instead(member, name, file));
        else if (node is CallExpression { Callee: MemberExpression made, Arguments: [var body, ..] } && SyntaxWalk.MemberName(made) == "newMessageWithBody" && file.IsGlobal(made.Object, "messages"))
            VisitSent(body, file, report, 0);
    }

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.Value is { } value && value is ObjectExpression)
            VisitSent(value, file, report, 0);
    }

    // What is written out in a message: a promise in it has no JSON form of its own.
    private void VisitSent(Node value, LintedFile file, LintReport report, int depth)
    {
        if (depth > Deepest)
            return;
        if (IsPromise(value, file))
        {
            report.At(value, "A promise is sent here as {}: nobody has waited for its result.", "Write await before it.");
            return;
        }
        IEnumerable<Node> parts = value switch
        {
            ObjectExpression fields => fields.Properties.OfType<Property>().Select(field => (Node)field.Value),
            ArrayExpression list => list.Elements.AsEnumerable().OfType<Node>(),
            _ => [],
        };
        foreach (var part in parts)
            VisitSent(part, file, report, depth + 1);
    }

    private bool IsPromise(Node node, LintedFile file) => node is Identifier name
        ? file.Scopes.Of(name) is { Assignments: 0, Value: { } value } variable && promises.IsPromise(value, file) && !variable.Reads.Exists(read => file.ParentOf(read) is MemberExpression holder && IsAssigned(holder, file))
        : promises.IsPromise(node, file);

    // What a response offers is a promise again.
    private static string Instead(MemberExpression member, string name, LintedFile file)
    {
        var isCalled = file.ParentOf(member) is CallExpression call && ReferenceEquals(call.Callee, member);
        var written = $"(await {Shown(member.Object)}).{name}{(isCalled ? "()" : "")}";
        return isCalled && name is "json" or "text" or "arrayBuffer" ? $"Write await {written}." : $"Write {written}.";
    }

    private static bool IsAssigned(MemberExpression member, LintedFile file) => file.ParentOf(member) is AssignmentExpression assignment && ReferenceEquals(assignment.Left, member);

    private static string Shown(Node node) => node switch
    {
        Identifier name => name.Name,
        CallExpression { Callee: Identifier name } => $"{name.Name}(…)",
        CallExpression { Callee: MemberExpression { Object: Identifier holder } member } => $"{holder.Name}.{SyntaxWalk.MemberName(member)}(…)",
        _ => "…",
    };
}
