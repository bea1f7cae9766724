using System.Text;
using CodeStepHost.Sandbox.CSharp.Gate;
using CodeStepHost.Sandbox.CSharp.Lint;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Compiles a C# script into an assembly in memory. Only compiles: nothing of the script runs here.</summary>
internal static class CSharpCompiler
{
    /// <summary>What scripts need no <c>using</c> for.</summary>
    public static IReadOnlyList<string> Usings { get; } =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.Linq", "System.Text", "System.Text.Json", "System.Text.Json.Nodes",
        "System.Text.RegularExpressions", "System.Threading.Tasks", "CodeStepHost.Scripting",
    ];

    // Not awaiting an emission is allowed, and so are an async method that awaits nothing, and fields that only JSON fills.
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

    /// <summary>Scripts are C# 14, whatever a newer compiler would take.</summary>
    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    public static (CompiledScript? Script, IReadOnlyList<ScriptDiagnostic> Diagnostics) Compile(PrepareRequest request, Libraries libraries)
    {
        var tree = CSharpSyntaxTree.ParseText(ScriptText.Compilable(request.Files[request.Entry]), Parsing, request.Entry, Encoding.UTF8);
        IReadOnlyList<MetadataReference> packages = [.. libraries.ImagesOf(request).Select(ScriptReferences.OfImage)];
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "Script",
            tree,
            request.Libraries is { Count: > 0 } ? [.. ScriptReferences.All, .. ScriptReferences.OfPackages, .. packages] : ScriptReferences.All,
            Options(request.Files),
            previousScriptCompilation: null,
            returnType: null,
            globalsType: typeof(ScriptGlobals));

        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        var (diagnostics, refused) = Findings(result, compilation, request, packages);
        var found = request.Lint ? Lint(compilation, request) : [];
        if (refused.Count > 0 || diagnostics.Exists(finding => finding.Severity == "error") || found.Any(finding => finding.Severity == "error"))
            return (null, InOrder(diagnostics.Concat(refused).Concat(found), request.Entry));

        // A script of comments alone is no success, and no error either.
        var entry = EntryPoints.Of(tree.GetRoot(), compilation.SyntaxTrees.Where(part => part != tree).Select(part => part.GetRoot()), request.Entry, diagnostics);
        if (entry is null || !result.Success)
            return (null, InOrder(diagnostics.Concat(found), request.Entry));
        var (image, lines) = (KeptFrames.Mark(assembly.ToArray()), symbols.ToArray());
        refused = ScriptGate.InAssembly(image, lines, Libraries.NamesOf(request), compilation, request.Entry);
        if (refused.Count > 0)
            return (null, InOrder(refused.Concat(found), request.Entry));
        var factory = compilation.GetEntryPoint(CancellationToken.None)!;
        var usesSnapshot = compilation.SyntaxTrees.Any(part => CSharpFacts.MayUseSnapshot(part.GetRoot()));
        var facts = new CompiledFacts(factory.ContainingType.MetadataName, factory.MetadataName, entry, usesSnapshot, diagnostics);
        return (new CompiledScript(facts, image, lines), InOrder(diagnostics.Concat(found), request.Entry));
    }

    /// <summary>What the compiler found, and what scripts may not use. When it does not compile against what scripts may use, the compiler is asked what it finds with all of .NET.</summary>
    private static (List<ScriptDiagnostic> Diagnostics, List<ScriptDiagnostic> Refused) Findings(EmitResult result, CSharpCompilation compilation, PrepareRequest request, IReadOnlyList<MetadataReference> packages)
    {
        var refused = ScriptGate.InText(compilation, request.Entry);
        var diagnostics = Described(result.Diagnostics, compilation, request);
        if (!result.Success)
        {
            var (unavailable, all) = ScriptGate.InFull(compilation, packages, request.Entry);
            if (unavailable.Count > 0)
                (refused, diagnostics) = ([.. unavailable, .. refused], Described(all.GetDiagnostics(), compilation, request));
        }

        // Of unsafe code the compiler says that it may not be, each time that it meets some; that is told once, and in other words.
        diagnostics.RemoveAll(finding => finding.Severity == "error" && refused.Exists(other => other.Code == FindingCodes.Construct && (other.File, other.Line) == (finding.File, finding.Line)));
        return (diagnostics, refused);
    }

    private static List<ScriptDiagnostic> Described(IReadOnlyCollection<Diagnostic> findings, CSharpCompilation compilation, PrepareRequest request) =>
        [.. CSharpAdvice.WithoutEchoes(findings)
            .Where(finding => finding.Severity >= DiagnosticSeverity.Warning)
            .OrderBy(finding => finding.Location.GetLineSpan().StartLinePosition)
            .Select(finding => CompilerWords.Describe(finding, compilation, request))];

    private static List<ScriptDiagnostic> InOrder(IEnumerable<ScriptDiagnostic> findings, string entry) =>
        [.. findings.OrderBy(finding => finding.File != entry).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column)];

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
        usings: Usings,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: false,
        concurrentBuild: false,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Annotations,
        specificDiagnosticOptions: _quiet,
        sourceReferenceResolver: new FlowSources(files),
        metadataReferenceResolver: null);
}
