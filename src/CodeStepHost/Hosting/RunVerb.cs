using System.CommandLine;
using CodeStepHost.Cli;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Hosting.Runs;

namespace CodeStepHost.Hosting;

/// <summary><c>codestep run</c>: a folder's flows, on their files, to the end.</summary>
internal static class RunVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a flow folder, or one with flow folders below it", DefaultValueFactory = _ => "." };
        var fresh = new Option<bool>("--fresh") { Description = "Give an unfinished run up and begin anew" };
        var strict = FindingsView.Strict();
        return new Command("run", "Run the flows of a folder on their files until nothing is left to do").With(folder, fresh, strict).Does(context, async (run, cancellationToken) =>
        {
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var check = await FolderCheck.RunAsync(root, context, cancellationToken, run.DataFolderOf(root));
            FindingsView.Refuse(run, check, "nothing was run", run.Value(strict));
            if (check.Warnings > 0 && !run.IsJson)
                run.Show(() => check, page => FindingsView.Findings(page, check));

            using var signals = new StopSignals();
            var data = run.DataFolderOf(root);
            var settings = Cli.DataFolder.Settings(root, data) ?? HostSettings.DefaultOf(root) with { Data = data };
            return await new FolderRun(run, settings, check.Flows, CommandPrefix.Of(context.CurrentDirectory)).RunAsync(run.Value(fresh), signals.StopClaiming, signals.StopWork);
        });
    }
}
