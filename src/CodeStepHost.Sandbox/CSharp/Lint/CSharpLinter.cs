using CodeStepHost.Sandbox.CSharp.Lint.Rules;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>Looks through a C# script and the files that it loads for what can be seen to be wrong before anything runs, and what the compiler does not tell.</summary>
internal static class CSharpLinter
{
    /// <summary>One script is not told more than this at once.</summary>
    private const int Most = 100;

    public static IReadOnlyList<ScriptDiagnostic> Run(CSharpCompilation compilation, PrepareRequest request)
    {
        var found = new List<ScriptDiagnostic>();
        foreach (var tree in compilation.SyntaxTrees)
            Run(new LintedTree(tree, compilation, request), found);
        return [.. found.Take(Most)];
    }

    private static void Run(LintedTree tree, List<ScriptDiagnostic> found)
    {
        CSharpRule[] rules = [new UnknownEventRule(), new EmitValueRule(), new EmitAfterEndRule(), new DroppedTaskRule(), new ReboundInLoopRule(), new SnapshotSizeRule(), new NondeterministicRule(), new BlockingWaitRule()];
        var nodes = tree.Root.DescendantNodesAndSelf().ToList();
        foreach (var rule in rules)
        {
            var report = new CSharpReport(rule, tree.Request.Entry, found);
            foreach (var node in nodes)
                rule.Visit(node, tree, report);
            foreach (var emit in tree.Emits)
                rule.Visit(emit, tree, report);
        }
    }
}
