using System.Text.Json;
using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Follows the <c>require('…')</c> calls of a script through the flow folder, reports names that lead nowhere, and judges the files that it reaches.</summary>
internal sealed class RequiredFiles(PrepareRequest request, List<ScriptDiagnostic> diagnostics)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal) { request.Entry };

    /// <summary>A name passed to <c>require</c>; line and column from 1.</summary>
    private sealed record RequiredName(string Name, int Line, int Column);

    /// <summary>Whether one of the files may emit a snapshot.</summary>
    public bool MayEmitSnapshot { get; private set; }

    /// <summary>Whether one of the files may change objects that outlive a message.</summary>
    public bool MayTouchBuiltins { get; private set; }

    public void Follow(string file, Script script)
    {
        foreach (var name in NamesIn(script))
        {
            if (!FlowModules.IsPath(name.Name))
            {
                if (!NamedModules.Knows(name.Name))
                    diagnostics.Add(Unknown(file, name));
            }
            else if (FlowModules.Resolve(request.Files, file, name.Name) is { } path)
            {
                FollowFile(path, diagnostics);
            }
            else
            {
                diagnostics.Add(Missing(file, name));
            }
        }
        if (RequiresUnnamed(script))
            FollowEveryFile();
    }

    private static IEnumerable<RequiredName> NamesIn(Script script) => SyntaxWalk.Everything(script)
        .OfType<CallExpression>()
        .Where(call => call is { Callee: Identifier { Name: "require" }, Arguments: [Literal { Value: string }, ..] })
        .OrderBy(call => call.Start)
        .Select(call => new RequiredName((string)((Literal)call.Arguments[0]).Value!, call.Location.Start.Line, call.Location.Start.Column + 1));

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
            FollowFile(path, []);
    }

    private void FollowFile(string path, List<ScriptDiagnostic> findings)
    {
        if (!_seen.Add(path))
            return;
        var text = request.Files[path];
        if (FlowModules.IsJson(path))
        {
            CheckJson(path, text, findings);
            return;
        }
        if (JavaScriptCompiler.ParseRequired(ScriptWrapper.WithoutShebang(text), path, findings) is not { } parsed)
            return;
        MayEmitSnapshot |= SnapshotFacts.MayEmit(parsed.Program!);
        MayTouchBuiltins |= BuiltinFacts.MayTouch(parsed.Program!, parsed.ReferencedGlobals!.Contains);
        Follow(path, parsed.Program!);
    }

    private static void CheckJson(string path, string text, List<ScriptDiagnostic> findings)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = EngineOptions.DeepestJson });
        }
        catch (JsonException malformed)
        {
            findings.Add(new ScriptDiagnostic("error", "script.syntax", "The file is no valid JSON.", path, (int)(malformed.LineNumber ?? 0) + 1, (int)(malformed.BytePositionInLine ?? 0) + 1));
        }
    }

    private ScriptDiagnostic Unknown(string file, RequiredName name)
    {
        var nearest = FlowModules.Resolve(request.Files, file, "./" + name.Name) is not null ? "./" + name.Name : NearestName.Of(name.Name, NamedModules.Names);
        return new ScriptDiagnostic(
            "error",
            "script.unknown-module",
            $"There is no module '{name.Name}'. There are: {NamedModules.List}, and files of the flow's folder by a path that begins with ./ or ../.",
            file,
            name.Line,
            name.Column,
            nearest is null ? null : $"Did you mean '{nearest}'?");
    }

    private static ScriptDiagnostic Missing(string file, RequiredName name) => new(
        "error",
        "script.unknown-module",
        $"The flow's folder has no file '{name.Name}' (seen from {file}).",
        file,
        name.Line,
        name.Column);
}
