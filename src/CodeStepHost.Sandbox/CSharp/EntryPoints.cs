using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

        var misspelt = root.ChildNodes().OfType<MethodDeclarationSyntax>().FirstOrDefault(method => NearestName.Of(method.Identifier.ValueText, ["Run"]) is not null);
        var place = SourcePlace.Of(misspelt?.Identifier.GetLocation() ?? Location.None, file);
        diagnostics.Add(new ScriptDiagnostic(
            "error",
            FindingCodes.NoEntry,
            "The script has nothing to run: neither a method Run, nor Exports.Process, nor a top-level statement.",
            file,
            place.Line,
            place.Column,
            misspelt is null
                ? "Add async Task Run(Message msg, Config cfg, Snapshot snapshot) { … }, or correct the name of the method that should be it."
                : $"Did you mean Run by {misspelt.Identifier.ValueText}?"));
        return null;
    }

    /// <summary>Where the script's method <c>Run</c> stands.</summary>
    public static (string File, int Line, int Column) PlaceOfRun(PrepareRequest request)
    {
        var root = CSharpSyntaxTree.ParseText(ScriptText.Compilable(request.Files[request.Entry]), CSharpCompiler.Parsing, request.Entry).GetRoot();
        return SourcePlace.Of(CSharpFacts.RunMethods(root).FirstOrDefault()?.Identifier.GetLocation() ?? Location.None, request.Entry);
    }

    private static string? In(SyntaxNode root, string file, List<ScriptDiagnostic> diagnostics)
    {
        var runs = CSharpFacts.RunMethods(root).ToList();
        var process = ProcessAssignments.In(root);
        if (process is not null && runs.Exists(run => process.ToString() != run.Identifier.ValueText))
            diagnostics.Add(Two(runs[0].Identifier, "The script has both Exports.Process and a method Run; Exports.Process is called, Run is not.", file, "Remove one of the two."));
        if (process is not null)
            return "process";
        if (runs.Count > 1)
            diagnostics.Add(Two(runs[1].Identifier, "The script has several methods Run; only one of them is called with messages.", file, "Give the others another name."));
        if (runs.Count > 0)
            return "run";
        return CSharpFacts.HasStatements(root) ? "top-level" : null;
    }

    private static ScriptDiagnostic Two(SyntaxToken run, string message, string file, string suggestion)
    {
        var place = SourcePlace.Of(run.GetLocation(), file);
        return new ScriptDiagnostic("warning", FindingCodes.TwoEntries, message, place.File, place.Line, place.Column, suggestion);
    }
}
