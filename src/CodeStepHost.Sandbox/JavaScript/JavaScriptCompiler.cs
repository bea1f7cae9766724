using Acornima.Ast;
using CodeStepHost.Sandbox.JavaScript.Lint;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Compiles a step's script: parses the raw text alone, so that errors have the author's lines and a stray bracket cannot leave the wrapper; reads from
/// its tree what the host wants to know; then prepares the wrapped text.
/// </summary>
internal static class JavaScriptCompiler
{
    private const int DeepestNesting = 2_000;

    private static readonly ScriptPreparationOptions _entry = Reading(new() { AllowReturnOutsideFunction = false });

    // Files that are required are functions, in Node too: they may return.
    private static readonly ScriptPreparationOptions _required = Reading(new() { AllowReturnOutsideFunction = true });

    private static readonly ScriptPreparationOptions _running = new()
    {
        ParsingOptions = new ScriptParsingOptions { RegexTimeout = EngineOptions.LongestRegex, AllowReturnOutsideFunction = false, RetainFunctionSourceText = true },
    };

    public static (PreparedScript Facts, IPreparedStep? Step) Prepare(PrepareRequest request)
    {
        var text = ScriptWrapper.WithoutShebang(request.Files[request.Entry]);
        var diagnostics = new List<ScriptDiagnostic>();
        if (Parse(text, request.Entry, _entry, diagnostics) is not { } parsed)
            return (new PreparedScript(null, UsesSnapshot: false, diagnostics), null);

        var facts = Read(parsed.Program!, parsed.ReferencedGlobals!);
        var reached = new RequiredFiles(request, diagnostics);
        reached.Follow(request.Entry, parsed.Program!);
        facts = facts with { UsesSnapshot = facts.UsesSnapshot || reached.MayEmitSnapshot, MayTouchBuiltins = facts.MayTouchBuiltins || reached.MayTouchBuiltins };
        if (facts.EntryPoint is null)
            diagnostics.Add(EntryDiagnostics.None(request.Entry, parsed.Program!));
        if (facts.HasTwoEntries)
            diagnostics.Add(EntryDiagnostics.Two(request.Entry, parsed.Program!));
        if (request.Lint)
            diagnostics.AddRange(Lint(request, [(request.Entry, parsed.Program!), .. reached.Scripts]));

        if (diagnostics.Exists(finding => finding.Severity == "error"))
            return (new PreparedScript(null, UsesSnapshot: false, diagnostics), null);
        var wrapped = Engine.PrepareScript(ScriptWrapper.Wrap(text), request.Entry, strict: false, _running);
        return (new PreparedScript(facts.EntryPoint, facts.UsesSnapshot, diagnostics), new JavaScriptStep(new JavaScriptProgram(request, wrapped, facts)));
    }

    private static IReadOnlyList<ScriptDiagnostic> Lint(PrepareRequest request, IReadOnlyList<(string Path, Script Script)> files)
    {
        try
        {
            return Linter.Run(request, files);
        }
        catch (InsufficientExecutionStackException)
        {
            // The parser managed it, so the script may be deployed.
            return [];
        }
    }

    /// <summary>Prepares a file that is loaded by <c>require</c>.</summary>
    public static Prepared<Script> PrepareModule(string path, string text) =>
        Engine.PrepareScript(ScriptWrapper.WrapModule(text), path, strict: false, _running);

    /// <summary>Parses a file that is loaded by <c>require</c> as it stands; a syntax error becomes a diagnostic.</summary>
    public static Prepared<Script>? ParseRequired(string text, string path, List<ScriptDiagnostic> diagnostics) => Parse(text, path, _required, diagnostics);

    private static ScriptPreparationOptions Reading(ScriptParsingOptions options) => new() { ParsingOptions = options, StaticAnalysis = false };

    private static Prepared<Script>? Parse(string text, string path, ScriptPreparationOptions options, List<ScriptDiagnostic> diagnostics)
    {
        try
        {
            var script = Engine.PrepareScript(text, path, strict: false, options).Program!;
            if (SyntaxWalk.Depth(script) > DeepestNesting)
                throw new InsufficientExecutionStackException();
            if (SyntaxWalk.Everything(script).FirstOrDefault(node => node is ImportExpression) is { } import)
                diagnostics.Add(DynamicImport(path, import));
            return Engine.PrepareScript(text, path, strict: false, options with { CollectReferencedGlobals = true });
        }
        catch (ScriptPreparationException refused)
        {
            diagnostics.Add(SyntaxDiagnostics.From(refused, path, text));
            return null;
        }
        catch (InsufficientExecutionStackException)
        {
            diagnostics.Add(new ScriptDiagnostic("error", FindingCodes.TooDeep, "The script is nested too deeply to be compiled.", path, 1, 1));
            return null;
        }
    }

    private static ScriptFacts Read(Script script, ReferencedGlobals globals)
    {
        var entries = new EntryFacts(script);
        return new ScriptFacts(
            entries.EntryPoint,
            entries.AreTwo,
            SnapshotFacts.MayUse(script, entries),
            BuiltinFacts.MayTouch(script, globals.Contains),
            globals.Contains("exports") || globals.Contains("module"),
            SyntaxWalk.Mentions(script, "id"));
    }

    private static ScriptDiagnostic DynamicImport(string file, Node import) => new(
        "error",
        FindingCodes.Syntax,
        "import() is not available to steps.",
        file,
        import.Location.Start.Line,
        import.Location.Start.Column + 1,
        "Use require('…').");
}
