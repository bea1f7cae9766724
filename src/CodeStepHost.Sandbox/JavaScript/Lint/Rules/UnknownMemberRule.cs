using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary>
/// <c>crypto.createCipheriv(…)</c>, <c>_.pluck(…)</c>, <c>JSON.parze(…)</c>: a call of what a module or global object does not have. One that the script looks for
/// before, or puts there itself, is left alone.
/// </summary>
internal sealed class UnknownMemberRule(IReadOnlyList<LintedFile> files) : LintRule
{
    private readonly Lazy<HashSet<string>> _touched = new(() => [.. files.SelectMany(Touched)]);

    public override string Code => FindingCodes.UnknownMember;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is MemberExpression { Optional: false } member && SyntaxWalk.MemberName(member) is { } name && IsCalled(member, file) && HolderOf(member.Object, file) is { } holder)
            Visit(member, holder, name, file, report);
        else if (node is Identifier read && IsCalled(read, file) && file.Scopes.Of(read) is { Picked: { } picked, Values.Count: 1, Assignments: 0 } && HolderOf(picked.Source, file) is { } source)
            Visit(read, source, picked.Key, file, report);
    }

    private void Visit(Node place, (string Name, bool IsModule) holder, string name, LintedFile file, LintReport report)
    {
        if (HostMembers.Has(holder.Name, holder.IsModule, name) || _touched.Value.Contains(holder.Name) || IsLookedFor(name, file))
            return;
        var module = holder.Name == "_" ? "lodash" : holder.Name;
        var nearest = NearestName.Of(name, HostMembers.Of(holder.Name, holder.IsModule));
        report.At(place, $"{module} has no {name} here.", InsteadOf.Member(module, name) ?? (nearest is null ? null : $"Did you mean {nearest}?"));
    }

    private static bool IsCalled(Node node, LintedFile file) => file.ParentOf(node) switch
    {
        CallExpression { Optional: false } call => ReferenceEquals(call.Callee, node),
        NewExpression made => ReferenceEquals(made.Callee, node),
        _ => false,
    };

    private static (string Name, bool IsModule)? HolderOf(Node node, LintedFile file)
    {
        if (node is Identifier name && HostMembers.IsGlobal(name.Name) && file.IsGlobal(name, name.Name))
            return (name.Name, false);
        return KnownLibraries.ModuleOf(node, file) is { } module && HostMembers.IsModule(module) ? (module, true) : null;
    }

    // if (crypto.createCipheriv) …; typeof; ?.
    private static bool IsLookedFor(string name, LintedFile file) => file.Nodes.OfType<MemberExpression>().Any(member => SyntaxWalk.MemberName(member) == name && !IsCalled(member, file))
        || file.Nodes.OfType<Literal>().Any(text => text.Value is string written && written == name);

    /// <summary>What a file adds to: by an assignment, or by handing it to a function such as <c>Object.assign</c>.</summary>
    private static IEnumerable<string> Touched(LintedFile file)
    {
        foreach (var node in file.Nodes)
        {
            if (node is AssignmentExpression { Left: MemberExpression target } && HolderOf(target.Object, file) is { } assigned)
                yield return assigned.Name;
            else if (node is CallExpression call)
            {
                foreach (var argument in call.Arguments)
                {
                    if (HolderOf(argument, file) is { } passed)
                        yield return passed.Name;
                }
                if (call.Callee is MemberExpression { Object: var changed } mixin && SyntaxWalk.MemberName(mixin) == "mixin" && HolderOf(changed, file) is { } mixed)
                    yield return mixed.Name;
            }
        }
    }
}
