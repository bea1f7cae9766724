using System.CommandLine;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting.Runs;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep deploy</c>: all flows of a folder, or none.</summary>
internal static class DeployVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a flow folder, or one with flow folders below it" };
        var start = new Option<bool>("--start") { Description = "Start the flows" };
        var moveQueued = new Option<bool>("--move-queued") { Description = "Move messages already queued to the new version; else they finish on theirs" };
        var strict = FindingsView.Strict();
        return new Command("deploy", "Validate flow folders, then deploy them all; none if anything is wrong").With(folder, start, moveQueued, strict).Does(context, async (run, cancellationToken) =>
        {
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var check = await FolderCheck.RunAsync(root, context, cancellationToken, run.DataFolderOf(root)).ConfigureAwait(false);
            FindingsView.Refuse(run, check, "nothing was deployed", run.Value(strict));

            var data = run.DataFolderOf(root);
            Directory.CreateDirectory(data);
            await using var open = await context.Open(data).ConfigureAwait(false);
            RunState.Keep(data);
            var former = await open.Queries.FlowsAsync(cancellationToken).ConfigureAwait(false);
            var deployed = new List<Deployed>();
            foreach (var flow in check.Flows)
            {
                var name = flow.Definition.Name;
                var before = former.FirstOrDefault(row => row.Name == name);
                var result = await open.Store.DeployAsync(flow.Package with { Name = name }, run.Value(moveQueued), run.Now, cancellationToken).ConfigureAwait(false);
                if (run.Value(start))
                    await open.Store.SetFlowStateAsync(name, FlowState.Active, run.Now, cancellationToken).ConfigureAwait(false);
                deployed.Add(new Deployed(name, before, result, run.Value(start) ? FlowState.Active : before?.State ?? FlowState.Draft));
            }

            run.Show(() => new { data, flows = deployed.Select(Document), problems = check.Findings.Select(FindingsView.Document) }, page => Show(page, run, check, deployed, data));
            return ExitCodes.Done;
        });
    }

    private static void Show(Page page, VerbRun run, FolderCheck check, IReadOnlyList<Deployed> deployed, string data)
    {
        FindingsView.Findings(page, check);
        foreach (var flow in deployed)
        {
            var what = !flow.Result.Changed ? "unchanged" : flow.Before is { } before ? $"was {before.Version}" : "new";
            var moved = flow.Result.Moved == 0 ? "" : $", {Figures.Count(flow.Result.Moved, "queued message")} moved";
            if (flow.Result.Released > 0)
                moved += $", {Figures.Count(flow.Result.Released, "step")} out of quarantine or hold";
            page.Line(Ink.Bold(flow.Name), $"  version {flow.Result.Version} ({what})", moved, ", ", FlowsView.State(flow.State));
        }

        page.Line(Ink.Dim($"in {data}"));
        var waiting = deployed.Where(flow => flow.State != FlowState.Active).Select(flow => flow.Name).ToList();
        if (waiting.Count > 0)
            page.Line($"start {(waiting.Count == 1 ? "it" : "them")} with: codestep flows start {string.Join(' ', waiting)}{(data == run.DataFolder ? "" : $" --data {data}")}");
    }

    private static object Document(Deployed flow) => new
    {
        name = flow.Name,
        version = flow.Result.Version,
        changed = flow.Result.Changed,
        moved = flow.Result.Moved,
        released = flow.Result.Released,
        state = Choice.Word(flow.State),
    };

    /// <param name="Before">The flow before; null when it is new.</param>
    private sealed record Deployed(string Name, FlowRow? Before, DeployResult Result, FlowState State);
}
