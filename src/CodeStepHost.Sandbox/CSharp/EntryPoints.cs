using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Which part of a script is called with each message.</summary>
internal static class EntryPoints
{
    /// <summary><c>process</c>, <c>run</c> or <c>top-level</c>; null when there is nothing to run, which is then among the diagnostics.</summary>
    /// <param name="loaded">The files that the script loads: they may hold its entry point when the script itself has none.</param>
    public static string? Of(SyntaxNode root, IEnumerable<SyntaxNode> loaded, string file, List<ScriptDiagnostic> diagnostics)
    {
        if (In(root, file, diagnostics) is { } entry)
            return entry;
        foreach (var other in loaded)
        {
            if (In(other, file, diagnostics) is { } found and not "top-level")
                return found;
        }

        diagnostics.Add(new ScriptDiagnostic(
            "error",
            "script.no-entry",
            "The script has nothing to run: neither a method Run, nor Exports.Process, nor a top-level statement.",
            file,
            1,
            1,
            "Add async Task Run(Message msg, Config cfg, Snapshot snapshot) { … }, or correct the name of the method that should be it."));
        return null;
    }

    private static string? In(SyntaxNode root, string file, List<ScriptDiagnostic> diagnostics)
    {
        var runs = CSharpFacts.RunMethods(root).ToList();
        var process = ProcessAssignments.In(root);
        if (process is not null && runs.Exists(run => process.ToString() != run.Identifier.ValueText))
            diagnostics.Add(new ScriptDiagnostic("warning", "script.two-entries", "The script has both Exports.Process and a method Run; Exports.Process is called, Run is not.", file, 1, 1, "Remove one of the two."));
        if (process is not null)
            return "process";
        if (runs.Count > 1)
            diagnostics.Add(Several(runs[1].Identifier, file));
        if (runs.Count > 0)
            return "run";
        return CSharpFacts.HasStatements(root) ? "top-level" : null;
    }

    private static ScriptDiagnostic Several(SyntaxToken second, string file)
    {
        var place = second.GetLocation().GetLineSpan();
        return new ScriptDiagnostic("warning", "script.two-entries", "The script has several methods Run; only one of them is called with messages.", place.Path.Length > 0 ? place.Path : file, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, "Give the others another name.");
    }
}
