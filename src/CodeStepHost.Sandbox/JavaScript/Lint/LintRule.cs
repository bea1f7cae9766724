using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>
/// One thing that can be wrong in a script and is seen in its text. A rule speaks only when it is certain: it is silent on what depends on values that the
/// text does not tell. What it finds is a warning: the script compiles, and perhaps no message ever comes to that place.
/// </summary>
internal abstract class LintRule
{
    /// <summary>One of <see cref="FindingCodes"/>.</summary>
    public abstract string Code { get; }

    /// <summary>Called with every node of a file, in the order of the text.</summary>
    public virtual void Visit(Node node, LintedFile file, LintReport report)
    {
    }

    /// <summary>Called with every emission of a file, in the order of the text.</summary>
    public virtual void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
    }
}

/// <summary>Takes what one rule finds in one file.</summary>
internal sealed class LintReport(LintRule rule, LintedFile file, List<ScriptDiagnostic> diagnostics)
{
    public void At(Node node, string message, string? suggestion = null) => diagnostics.Add(new ScriptDiagnostic(
        "warning",
        rule.Code,
        message,
        file.Path,
        node.Location.Start.Line,
        node.Location.Start.Column + 1,
        suggestion));
}
