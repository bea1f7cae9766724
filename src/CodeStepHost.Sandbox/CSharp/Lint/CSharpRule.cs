using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp.Lint;

/// <summary>
/// One thing that can be wrong in a C# script and that the compiler does not tell. A rule speaks only when it is certain: it is silent on what depends on
/// values that the text does not tell. What it finds is a warning: the script compiles, and perhaps no message ever comes to that place.
/// </summary>
internal abstract class CSharpRule
{
    /// <summary>One of <see cref="FindingCodes"/>.</summary>
    public abstract string Code { get; }

    /// <summary>Called with every node of a file, in the order of the text.</summary>
    public virtual void Visit(SyntaxNode node, LintedTree tree, CSharpReport report)
    {
    }

    /// <summary>Called with every emission of a file, in the order of the text.</summary>
    public virtual void Visit(EmitCall emit, LintedTree tree, CSharpReport report)
    {
    }
}

/// <summary>Takes what one rule finds in one file.</summary>
internal sealed class CSharpReport(CSharpRule rule, string entry, List<ScriptDiagnostic> diagnostics)
{
    public void At(SyntaxNode node, string message, string? suggestion = null)
    {
        var (file, line, column) = SourcePlace.Of(node.GetLocation(), entry);
        diagnostics.Add(new ScriptDiagnostic("warning", rule.Code, message, file, line, column, suggestion));
    }
}
