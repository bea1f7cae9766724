using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>this.emit('dat', …)</c>. An event that a file of the script listens for is the script's own.</summary>
internal sealed class UnknownEventRule : LintRule
{
    private readonly HashSet<string> _own;
    private readonly bool _isCertain;

    /// <param name="files">All files of the script: one may listen for what another emits.</param>
    public UnknownEventRule(IReadOnlyList<LintedFile> files)
    {
        var names = files.SelectMany(file => file.Nodes.OfType<CallExpression>()
            .Where(call => SyntaxWalk.MemberName(call.Callee) is "on" or "once" or "addListener" or "prependListener" or "prependOnceListener")
            .Select(call => (IsStep: call.Callee is MemberExpression member && file.This.IsEmitter(member.Object), Name: file.TextOf(call.Arguments is [var name, ..] ? name : null)))).ToList();
        _own = names.Select(listened => listened.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _isCertain = !names.Exists(listened => listened is { IsStep: true, Name: null });
    }

    public override string Code => FindingCodes.UnknownEvent;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        foreach (var name in _isCertain ? Outcomes(emit.Name) : [])
        {
            if (file.TextOf(name) is { } text && !EventNames.Knows(text) && !_own.Contains(text))
                report.At(name, $"There is no event '{EventNames.Shown(text)}'.", EventNames.SuggestionFor(text));
        }
    }

    private static IEnumerable<Node> Outcomes(Node? name) => name switch
    {
        null => [],
        ConditionalExpression choice => Outcomes(choice.Consequent).Concat(Outcomes(choice.Alternate)),
        _ => [name],
    };
}
