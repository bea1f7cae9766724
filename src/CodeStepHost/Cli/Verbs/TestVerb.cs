using System.CommandLine;
using System.IO.Enumeration;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep test</c>: runs the cases beside flows, and compares what came of them with what was accepted.</summary>
internal static class TestVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a flow folder, or one with flow folders below it; default: the current one", DefaultValueFactory = _ => "." };
        var accept = new Option<bool>("--accept") { Description = "What came out is right: the next run compares with it" };
        var filter = new Option<string>("--filter") { Description = "Only cases of this name, * standing for any part of it", HelpName = "glob" };
        return new Command("test", "Run the cases in the tests folders of flows").With(folder, accept, filter).Does(context, async (run, cancellationToken) =>
        {
            if (run.Value(accept) && !string.IsNullOrEmpty(context.Environment("CI")))
                throw new CliProblem("--accept is refused because CI is set: a build would accept its own mistakes. Accept on your own machine and commit the *.verified.json files");
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var (flows, settings) = Flows(run, root);
            var cases = flows.SelectMany(TestFiles.Of).ToList();
            if (cases.Count == 0)
                throw new CliProblem($"no cases in {root}; a case is a file tests/<name>/{CaseInput.FileName} in a flow's folder, such as {{ \"message\": {{ \"body\": {{}} }} }}");
            var chosen = run.Value(filter) is { } glob ? [.. cases.Where(test => Matches(test, glob))] : cases;
            if (chosen.Count == 0)
                throw new CliProblem($"none of the {Figures.Count(cases.Count, "case")} is called '{run.Value(filter)}'{Nearest.Hint(run.Value(filter)!, cases.Select(test => test.Name))}");

            var started = context.Time.GetTimestamp();
            var runner = new CaseRunner(new CaseRunnerOptions { Accept = run.Value(accept), HostUrl = HostUrl(settings) });
            await using var ending = runner.ConfigureAwait(false);
            var results = await runner.RunAsync(chosen, Ended, cancellationToken).ConfigureAwait(false);
            run.Show(() => TestView.Document(results, context.CurrentDirectory), page => TestView.Summary(page, results, context.Time.GetElapsedTime(started)));
            return results.All(result => result.Verdict is CaseVerdict.Passed or CaseVerdict.Accepted) ? ExitCodes.Done : ExitCodes.SomethingFailed;

            void Ended(CaseResult result)
            {
                if (!run.IsJson)
                    run.Show(() => result, page => TestView.Case(page, result, context.CurrentDirectory));
            }
        });
    }

    private static (IReadOnlyList<FlowInFolder> Flows, HostSettings Settings) Flows(VerbRun run, string root)
    {
        if (!Directory.Exists(root))
            throw new CliProblem(File.Exists(root) ? $"{root} is a file; give the folder of a flow" : $"no folder {root}");
        var folders = FlowFolder.Discover(root);
        if (folders.Count == 0)
            throw new CliProblem($"no {FlowPackage.DefinitionFile} in {root} or below; codestep init makes a first flow");

        // Tests touch no database: settings whose secrets are not set on this machine do not matter.
        var settings = HostSettingsReader.Find(root) is { } file && HostSettingsReader.ReadFile(file) is HostSettingsReadResult.Accepted accepted ? accepted.Settings : null;
        var set = FlowFolder.ReadAll(root, settings);
        var findings = set.Problems.Select(problem => Finding.Of(problem, Path.GetRelativePath(run.Context.CurrentDirectory, Path.Combine(root, problem.File)).Replace('\\', '/')));
        FindingsView.Refuse(run, new FolderCheck(set.Flows, folders.Count, 0, [.. findings.Where(finding => finding.IsError)]), "nothing was tested");
        return (set.Flows, settings ?? HostSettings.DefaultOf(root));
    }

    private static Uri HostUrl(HostSettings settings) =>
        Uri.TryCreate(settings.Listen, UriKind.Absolute, out var address) ? address : new Uri(HostSettings.DefaultOf(settings.Folder).Listen);

    private static bool Matches(TestCase test, string glob) =>
        FileSystemName.MatchesSimpleExpression(glob, test.Name) || FileSystemName.MatchesSimpleExpression(glob, test.ToString());
}
