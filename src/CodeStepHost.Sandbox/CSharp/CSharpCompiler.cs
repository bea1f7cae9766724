using System.Text;
using CodeStepHost.Sandbox.CSharp.Lint;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Compiles a C# script into an assembly in memory. Only compiles: nothing of the script runs here.</summary>
internal static class CSharpCompiler
{
    private static readonly string[] _usings =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.Linq", "System.Text", "System.Text.Json", "System.Text.Json.Nodes",
        "System.Text.RegularExpressions", "System.Threading.Tasks", "CodeStepHost.Scripting",
    ];

    // Not awaiting an emission is allowed, and so is an async method that awaits nothing.
    private static readonly Dictionary<string, ReportDiagnostic> _quiet = new(StringComparer.Ordinal)
    {
        ["CS4014"] = ReportDiagnostic.Suppress,
        ["CS1998"] = ReportDiagnostic.Suppress,
        ["CS1701"] = ReportDiagnostic.Suppress,

        // What is not used does no harm.
        ["CS0168"] = ReportDiagnostic.Suppress,
        ["CS0169"] = ReportDiagnostic.Suppress,
        ["CS0219"] = ReportDiagnostic.Suppress,
        ["CS0414"] = ReportDiagnostic.Suppress,
        ["CS0649"] = ReportDiagnostic.Suppress,
        ["CS8321"] = ReportDiagnostic.Suppress,
    };

    private static readonly CSharpParseOptions _parsing = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    public static (CompiledScript? Script, IReadOnlyList<ScriptDiagnostic> Diagnostics) Compile(PrepareRequest request)
    {
        var tree = CSharpSyntaxTree.ParseText(ScriptText.Compilable(request.Files[request.Entry]), _parsing, request.Entry, Encoding.UTF8);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "Script",
            tree,
            ScriptReferences.All,
            Options(request.Files),
            previousScriptCompilation: null,
            returnType: null,
            globalsType: typeof(ScriptGlobals));

        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        var diagnostics = result.Diagnostics
            .Where(finding => finding.Severity >= DiagnosticSeverity.Warning)
            .OrderBy(finding => finding.Location.GetLineSpan().StartLinePosition)
            .Select(finding => CompilerWords.Describe(finding, compilation, request))
            .ToList();
        if (request.Lint)
            diagnostics = [.. diagnostics.Concat(Lint(compilation, request)).OrderBy(finding => finding.File != request.Entry).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column)];
        if (!result.Success)
            return (null, diagnostics);

        var root = tree.GetRoot();
        var entry = EntryOf(root, request.Entry, diagnostics);
        if (entry is null)
            return (null, diagnostics);
        var factory = compilation.GetEntryPoint(CancellationToken.None)!;
        var usesSnapshot = compilation.SyntaxTrees.Any(part => CSharpFacts.MayUseSnapshot(part.GetRoot()));
        return diagnostics.Exists(finding => finding.Severity == "error")
            ? (null, diagnostics)
            : (new CompiledScript(KeptFrames.Mark(assembly.ToArray()), symbols.ToArray(), factory.ContainingType.MetadataName, factory.MetadataName, entry, EntryPlace(root), usesSnapshot, diagnostics), diagnostics);
    }

    private static IReadOnlyList<ScriptDiagnostic> Lint(CSharpCompilation compilation, PrepareRequest request)
    {
        try
        {
            return CSharpLinter.Run(compilation, request);
        }
        catch (InsufficientExecutionStackException)
        {
            // The compiler managed it, so the script may be deployed.
            return [];
        }
    }

    private static CSharpCompilationOptions Options(IReadOnlyDictionary<string, string> files) => new(
        OutputKind.DynamicallyLinkedLibrary,
        usings: _usings,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: false,
        concurrentBuild: false,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Annotations,
        specificDiagnosticOptions: _quiet,
        sourceReferenceResolver: new FlowSources(files),
        metadataReferenceResolver: null);

    private static string? EntryOf(SyntaxNode root, string file, List<ScriptDiagnostic> diagnostics)
    {
        var run = CSharpFacts.RunMethod(root);
        var process = CSharpFacts.ProcessAssignment(root);
        if (run is not null && process is not null && process.Right.ToString() != run.Identifier.ValueText)
        {
            var (_, line, column) = SourcePlace.Of(run.Identifier.GetLocation(), file);
            diagnostics.Add(new ScriptDiagnostic("warning", ScriptCodes.TwoEntries, "The script has both Exports.Process and a method Run; Exports.Process is called, Run is not.", file, line, column, "Remove one of the two."));
        }
        if (process is not null)
            return "process";
        if (run is not null)
            return "run";
        if (CSharpFacts.HasStatements(root))
            return "top-level";
        var misspelt = root.ChildNodes().OfType<MethodDeclarationSyntax>().FirstOrDefault(method => NearestName.Of(method.Identifier.ValueText, ["Run"]) is not null);
        var place = SourcePlace.Of(misspelt?.Identifier.GetLocation() ?? Location.None, file);
        diagnostics.Add(new ScriptDiagnostic(
            "error",
            ScriptCodes.NoEntry,
            "The script has nothing to run: neither a method Run, nor Exports.Process, nor a top-level statement.",
            file,
            place.Line,
            place.Column,
            misspelt is null
                ? "Add async Task Run(Message msg, Config cfg, Snapshot snapshot) { … }, or correct the name of the method that should be it."
                : $"Did you mean Run by {misspelt.Identifier.ValueText}?"));
        return null;
    }

    private static (int Line, int Column) EntryPlace(SyntaxNode root)
    {
        var (_, line, column) = SourcePlace.Of(CSharpFacts.RunMethod(root)?.Identifier.GetLocation() ?? Location.None, "");
        return (line, column);
    }
}
