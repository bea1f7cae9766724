using System.CommandLine;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli.Views;

/// <summary>How what is wrong with flow folders looks.</summary>
internal static class FindingsView
{
    /// <summary>Makes warnings count like errors.</summary>
    public static Option<bool> Strict() => new("--strict") { Description = "Warnings count like errors" };

    public static void Findings(Page page, FolderCheck check)
    {
        foreach (var finding in check.Findings)
        {
            page.Indented(
                0,
                4,
                Ink.Bold($"{finding.File}:{finding.Line}:{finding.Column}"), ": ",
                finding.IsError ? Ink.Bad("error") : Ink.Warn("warning"), $" {finding.Code}: {finding.Message}");
            if (finding.Source is not null)
                page.Source(finding.Line, finding.Source, finding.Column);
            if (finding.Suggestion is not null)
                page.Indented(4, 0, finding.Suggestion);
            page.Gap();
        }
    }

    /// <summary>Shows what is wrong and ends the verb, if anything is an error.</summary>
    /// <param name="consequence">What did not happen: <c>nothing was deployed</c>.</param>
    /// <param name="isStrict">Whether a warning counts like an error.</param>
    public static void Refuse(VerbRun run, FolderCheck check, string consequence, bool isStrict = false)
    {
        if (!check.Refuses(isStrict))
            return;
        var message = $"{consequence}: {Counts(check)}";
        if (run.IsJson)
            throw new CliProblem(message, [.. check.Findings.Select(Document)]);
        run.Show(() => check, page => Findings(page, check));
        throw new CliProblem(message);
    }

    public static string Summary(FolderCheck check)
    {
        var looked = $"{Figures.Count(check.Folders, "flow")}, {Figures.Count(check.Scripts, "script")}";
        return $"{looked}: {(check.Findings.Count == 0 ? "no problems" : Counts(check))}";
    }

    /// <summary><c>2 errors, 1 warning</c>.</summary>
    public static string Counts(FolderCheck check) => $"{Figures.Count(check.Errors, "error")}, {Figures.Count(check.Warnings, "warning")}";

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
