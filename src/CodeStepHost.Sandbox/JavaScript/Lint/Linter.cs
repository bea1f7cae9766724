using Acornima.Ast;
using CodeStepHost.Sandbox.JavaScript.Lint.Rules;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>Looks through a script and the files that it requires for what can be seen to be wrong before anything runs.</summary>
internal static class Linter
{
    /// <summary>One script is not told more than this at once.</summary>
    private const int Most = 100;

    /// <param name="files">Path and tree of the script, then of the files that it requires.</param>
    public static IReadOnlyList<ScriptDiagnostic> Run(PrepareRequest request, IReadOnlyList<(string Path, Script Script)> files)
    {
        var linted = files.Select((file, index) => new LintedFile(file.Path, file.Script, request, isEntry: index == 0)).ToList();
        var promises = new Promises(linted);
        LintRule[] rules =
        [
            new UnknownEventRule(linted), new EmitWithoutEventRule(), new EmitValueRule(), new EmitAfterEndRule(), new DroppedPromiseRule(promises), new ReboundInLoopRule(),
            new SnapshotSizeRule(), new DynamicRequireRule(), new LostThisRule(), new UnknownNameRule(linted), new UnknownMemberRule(linted), new NotAvailableRule(),
            new MissingAwaitRule(promises), new EntryValueRule(), new ReturnedEmitRule(),
        ];
        return [.. linted.SelectMany(file => Run(rules, file)).Take(Most)];
    }

    private static IEnumerable<ScriptDiagnostic> Run(LintRule[] rules, LintedFile file)
    {
        var found = new List<ScriptDiagnostic>();
        foreach (var rule in rules)
        {
            var report = new LintReport(rule, file, found);
            foreach (var node in file.Nodes)
                rule.Visit(node, file, report);
            foreach (var emit in file.Emits.All)
                rule.Visit(emit, file, report);
        }
        return found.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column);
    }
}
