using System.Globalization;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Something wrong with a flow folder or a settings file, at its place.</summary>
/// <param name="Severity">Whether the file can be used all the same.</param>
/// <param name="Code">A stable code, one of <see cref="ProblemCodes"/>.</param>
/// <param name="Message">What is wrong, in the author's terms.</param>
/// <param name="File">The file, relative to the folder that was read, with forward slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Suggestion">What was probably meant: the text to write instead.</param>
public sealed record FlowProblem(
    ProblemSeverity Severity,
    string Code,
    string Message,
    string File,
    int Line,
    int Column,
    string? Suggestion = null)
{
    /// <summary>One line for a terminal: <c>flow.yaml:12:5: error flow.unknown-key: unknown key `rebund`; did you mean `rebound`?</c></summary>
    public override string ToString()
    {
        var hint = Suggestion is null ? "" : $"; did you mean `{Suggestion}`?";
        var severity = Severity == ProblemSeverity.Error ? "error" : "warning";
        return string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {severity} {Code}: {Message}{hint}");
    }
}

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>The flow works, though probably not as meant.</summary>
    Warning = 0,

    /// <summary>The flow cannot be deployed.</summary>
    Error = 1,
}
