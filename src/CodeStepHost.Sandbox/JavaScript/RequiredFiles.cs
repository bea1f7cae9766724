using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Follows the literal <c>require('…')</c> calls of a script through the flow folder and reports names that lead nowhere.</summary>
internal sealed class RequiredFiles(PrepareRequest request, List<ScriptDiagnostic> diagnostics)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether one of the files may emit a snapshot.</summary>
    public bool MayEmitSnapshot { get; private set; }

    /// <summary>The script files that are reached, each once.</summary>
    public List<(string Path, Script Script)> Scripts { get; } = [];

    public static IReadOnlyList<RequiredName> NamesIn(Script script) =>
    [
        .. SyntaxWalk.Everything(script)
            .OfType<CallExpression>()
            .Where(call => call is { Callee: Identifier { Name: "require" }, Arguments: [Literal { Value: string }, ..] })
            .OrderBy(call => call.Start)
            .Select(call => new RequiredName((string)((Literal)call.Arguments[0]).Value!, call.Location.Start.Line, call.Location.Start.Column + 1)),
    ];

    public void Follow(string file, IReadOnlyList<RequiredName> names)
    {
        foreach (var name in names)
        {
            if (!FlowModules.IsPath(name.Name))
            {
                if (!FlowModules.IsBuiltin(name.Name))
                    diagnostics.Add(Unknown(file, name, ModuleAdvice.ForModule(request.Files, file, name.Name)));
                continue;
            }
            if (FlowModules.Resolve(request.Files, file, name.Name) is not { } path)
                diagnostics.Add(Missing(file, name, ModuleAdvice.ForFile(request.Files, file, name.Name)));
            else if (_seen.Add(path))
                FollowFile(path);
        }
    }

    private void FollowFile(string path)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            if (JsonFiles.Check(path, request.Files[path]) is { } broken)
                diagnostics.Add(broken);
            return;
        }
        if (JavaScriptCompiler.Parse(ScriptWrapper.WithoutShebang(request.Files[path]), path, diagnostics) is not { } parsed)
            return;
        Scripts.Add((path, parsed.Program!));
        MayEmitSnapshot |= SnapshotFacts.MayEmit(parsed.Program!);
        Follow(path, NamesIn(parsed.Program!));
    }

    private static ScriptDiagnostic Unknown(string file, RequiredName name, string? advice) => new(
        "error",
        ScriptCodes.UnknownModule,
        $"There is no module '{name.Name}'. There are: {string.Join(", ", FlowModules.Builtins)}, and files of the flow's folder by a path that begins with ./ or ../.",
        file,
        name.Line,
        name.Column,
        advice);

    private static ScriptDiagnostic Missing(string file, RequiredName name, string? advice) => new(
        "error",
        ScriptCodes.UnknownModule,
        $"The flow's folder has no file '{name.Name}' (seen from {file}).",
        file,
        name.Line,
        name.Column,
        advice);
}
