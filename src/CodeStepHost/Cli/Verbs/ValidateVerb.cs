using System.CommandLine;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep validate</c>: says all that is wrong with flows before they are deployed.</summary>
internal static class ValidateVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a flow folder, or one with flow folders below it; default: the current one", DefaultValueFactory = _ => "." };
        var strict = FindingsView.Strict();
        return new Command("validate", "Check flow folders and their scripts").With(folder, strict).Does(context, async (run, cancellationToken) =>
        {
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var check = await FolderCheck.RunAsync(root, context, cancellationToken).ConfigureAwait(false);
            run.Show(
                () => new { flows = check.Flows.Select(flow => flow.Definition.Name), scripts = check.Scripts, errors = check.Errors, warnings = check.Warnings, problems = check.Findings.Select(FindingsView.Document) },
                page =>
                {
                    FindingsView.Findings(page, check);
                    page.Line(check.Refuses(run.Value(strict)) ? Ink.Bad(FindingsView.Summary(check)) : Ink.Good(FindingsView.Summary(check)));
                });
            return check.Refuses(run.Value(strict)) ? ExitCodes.BadInput : ExitCodes.Done;
        });
    }
}
