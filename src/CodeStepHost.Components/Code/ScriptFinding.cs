using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>One finding about a step's script, made without running it.</summary>
/// <param name="Severity"><c>error</c>: the step cannot run; <c>warning</c>.</param>
/// <param name="Code">A stable code: <c>script.syntax</c>, <c>script.missing</c>, <c>CS1002</c>…</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="File">The flow folder's file, by its relative path.</param>
/// <param name="Line">From 1; 0 when it concerns the whole file.</param>
/// <param name="Column">From 1; 0 when it concerns the whole line.</param>
/// <param name="Suggestion">What to do about it.</param>
public sealed record ScriptFinding(string Severity, string Code, string Message, string File, int Line, int Column, string? Suggestion)
{
    /// <summary><c>file:line:column: message suggestion</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
        return $"{place}: {Message}{(Suggestion is null ? "" : Message.EndsWith('.') ? $" {Suggestion}" : $". {Suggestion}")}";
    }

    internal static ScriptFinding From(ScriptDiagnostic diagnostic) => new(
        diagnostic.Severity == "error" ? "error" : "warning",
        ShownText.Clean(diagnostic.Code ?? "script", 100),
        ShownText.Clean(diagnostic.Message ?? "", ShownText.MessageLength),
        ShownText.Clean(diagnostic.File ?? "", 1000),
        Math.Max(diagnostic.Line, 0),
        Math.Max(diagnostic.Column, 0),
        diagnostic.Suggestion is null ? null : ShownText.Clean(diagnostic.Suggestion, 1000));
}
