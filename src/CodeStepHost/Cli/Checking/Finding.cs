using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Something wrong in a file of a flow.</summary>
/// <param name="File">Relative to the current directory, so that terminals make a link of it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Suggestion">What to do about it.</param>
/// <param name="Source">The line of the file; null when it cannot be shown.</param>
internal sealed record Finding(bool IsError, string Code, string Message, string File, int Line, int Column, string? Suggestion, string? Source = null)
{
    /// <summary>Whether it concerns no place within the file.</summary>
    public bool IsOfWholeFile { get; init; }

    /// <summary>The same with the line of the file that it is about, if it is about one.</summary>
    public Finding WithSource(SourceLines lines, string currentDirectory) => IsOfWholeFile ? this : this with { Source = lines.Of(Path.GetFullPath(File, currentDirectory), Line) };

    public static Finding Of(FlowProblem problem, string file) =>
        new(problem.Severity == ProblemSeverity.Error, problem.Code, problem.Message, file, problem.Line, problem.Column, problem.Suggestion is null ? null : $"Did you mean `{problem.Suggestion}`?");

    public static Finding Of(ScriptFinding finding, string file) =>
        new(finding.Severity == "error", finding.Code, finding.Message, file, Math.Max(1, finding.Line), Math.Max(1, finding.Column), finding.Suggestion) { IsOfWholeFile = finding.Line == 0 };
}
