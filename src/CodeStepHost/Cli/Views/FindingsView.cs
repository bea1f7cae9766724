using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli.Views;

/// <summary>How what is wrong with flow folders looks.</summary>
internal static class FindingsView
{
    public static void Findings(Page page, FolderCheck check)
    {
        foreach (var finding in check.Findings)
        {
            page.Indented(
                0,
                4,
                Ink.Bold($"{finding.File}:{finding.Line}:{finding.Column}"), ": ",
                finding.IsError ? Ink.Bad("error") : Ink.Warn("warning"), $" {finding.Code} {finding.Message}",
                finding.Suggestion is null ? "" : Ink.Dim($"; {finding.Suggestion}"));
        }
    }

    public static string Summary(FolderCheck check)
    {
        var looked = $"{Figures.Count(check.Folders, "flow")}, {Figures.Count(check.Scripts, "script")}";
        return check.Findings.Count == 0 ? $"{looked}: no problems" : $"{looked}: {Figures.Count(check.Errors, "error")}, {Figures.Count(check.Warnings, "warning")}";
    }

    public static object Document(Finding finding) => new
    {
        severity = finding.IsError ? "error" : "warning",
        code = finding.Code,
        message = finding.Message,
        file = finding.File,
        line = finding.Line,
        column = finding.Column,
        suggestion = finding.Suggestion,
    };
}
