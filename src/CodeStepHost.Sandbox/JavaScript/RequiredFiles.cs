using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Follows the <c>require('…')</c> calls of a script through the flow folder, reports names that lead nowhere, and judges the files that it reaches.</summary>
internal sealed class RequiredFiles(PrepareRequest request, List<ScriptDiagnostic> diagnostics)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal) { request.Entry };

    /// <summary>A name passed to <c>require</c>; line and column from 1. Certain: it is required whenever the script runs, and nothing catches that it is not there.</summary>
    private sealed record RequiredName(string Name, int Line, int Column, bool IsCertain);

    /// <summary>Whether one of the files may emit a snapshot.</summary>
    public bool MayEmitSnapshot { get; private set; }

    /// <summary>The script files that are certainly required, each once.</summary>
    public List<(string Path, Script Script)> Scripts { get; } = [];

    /// <summary>Whether one of the files may change objects that outlive a message.</summary>
    public bool MayTouchBuiltins { get; private set; }

    public void Follow(string file, Script script) => Follow(file, script, isCertain: true);

    // A module that is not there fails only the messages that come to it, where that is not certain.
    private void Follow(string file, Script script, bool isCertain)
    {
        foreach (var name in NamesIn(script).Select(name => name with { IsCertain = name.IsCertain && isCertain }).OrderByDescending(name => name.IsCertain))
        {
            if (!FlowModules.IsPath(name.Name))
            {
                if (!NamedModules.Knows(name.Name))
                    diagnostics.Add(Unknown(file, name, ModuleAdvice.ForModule(request.Files, file, name.Name)));
            }
            else if (FlowModules.Resolve(request.Files, file, name.Name) is { } path)
            {
                FollowFile(path, diagnostics, name.IsCertain);
            }
            else
            {
                diagnostics.Add(Missing(file, name, ModuleAdvice.ForFile(request.Files, file, name.Name)));
            }
        }
        if (RequiresUnnamed(script))
            FollowEveryFile();
    }

    private static IEnumerable<RequiredName> NamesIn(Script script)
    {
        var certain = new CertainCalls(script);
        return SyntaxWalk.Everything(script)
            .OfType<CallExpression>()
            .Where(call => call is { Callee: Identifier { Name: "require" }, Arguments: [Literal { Value: string }, ..] })
            .OrderBy(call => call.Start)
            .Select(call => new RequiredName((string)((Literal)call.Arguments[0]).Value!, call.Location.Start.Line, call.Location.Start.Column + 1, certain.Contains(call)));
    }

    // require(name) with a name that is not written out, or require passed on.
    private static bool RequiresUnnamed(Script script)
    {
        var named = SyntaxWalk.Everything(script)
            .OfType<CallExpression>()
            .Where(call => call is { Callee: Identifier { Name: "require" }, Arguments: [Literal { Value: string }, ..] })
            .Select(call => call.Callee)
            .ToHashSet();
        var memberNames = SyntaxWalk.Everything(script).OfType<MemberExpression>().Where(member => !member.Computed).Select(member => member.Property).ToHashSet();
        return SyntaxWalk.Everything(script).Any(node => node is Identifier { Name: "require" } && !named.Contains(node) && !memberNames.Contains(node));
    }

    // What is wrong with a file that is perhaps not required at all is no finding.
    private void FollowEveryFile()
    {
        foreach (var path in request.Files.Keys.Where(path => path.EndsWith(".js", StringComparison.Ordinal) || path.EndsWith(".cjs", StringComparison.Ordinal)))
            FollowFile(path, [], isCertain: false);
    }

    private void FollowFile(string path, List<ScriptDiagnostic> findings, bool isCertain)
    {
        if (!_seen.Add(path))
            return;
        var text = request.Files[path];
        if (FlowModules.IsJson(path))
        {
            if (JsonFiles.Check(path, text.TrimStart('\uFEFF')) is { } broken)
                findings.Add(broken);
            return;
        }
        if (JavaScriptCompiler.ParseRequired(ScriptWrapper.WithoutShebang(text), path, findings) is not { } parsed)
            return;
        if (ReferenceEquals(findings, diagnostics))
            Scripts.Add((path, parsed.Program!));
        MayEmitSnapshot |= SnapshotFacts.MayEmit(parsed.Program!);
        MayTouchBuiltins |= BuiltinFacts.MayTouch(parsed.Program!, parsed.ReferencedGlobals!.Contains);
        Follow(path, parsed.Program!, isCertain);
    }

    private static ScriptDiagnostic Unknown(string file, RequiredName name, string? advice) => new(
        name.IsCertain ? "error" : "warning",
        FindingCodes.UnknownModule,
        InsteadOf.Knows(name.Name)
            ? $"There is no module '{name.Name}'."
            : $"There is no module '{name.Name}'. There are: {NamedModules.List}, and files of the flow's folder by a path that begins with ./ or ../.",
        file,
        name.Line,
        name.Column,
        advice);

    private static ScriptDiagnostic Missing(string file, RequiredName name, string? advice) => new(
        name.IsCertain ? "error" : "warning",
        FindingCodes.UnknownModule,
        $"The flow's folder has no file '{name.Name}' (seen from {file}).",
        file,
        name.Line,
        name.Column,
        advice);
}
