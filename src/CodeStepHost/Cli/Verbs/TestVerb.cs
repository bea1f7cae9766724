using System.CommandLine;
using System.IO.Enumeration;
using CodeStepHost.Cli.Checking;
using CodeStepHost.Cli.Views;
using CodeStepHost.Components.Code.Packages;
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
        var strict = FindingsView.Strict();
        return new Command("test", "Run the cases in the tests folders of flows").With(folder, accept, filter, strict).Does(context, async (run, cancellationToken) =>
        {
            if (run.Value(accept) && !string.IsNullOrEmpty(context.Environment("CI")))
                throw new CliProblem("--accept is refused because CI is set: a build would accept its own mistakes. Accept on your own machine and commit the *.verified.json files");
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var cases = Cases(run, root);
            if (cases.Count == 0)
                throw new CliProblem($"no cases in {root}; a case is a file tests/<name>/{CaseInput.FileName} in a flow's folder, such as {{ \"message\": {{ \"body\": {{}} }} }}");
            var chosen = run.Value(filter) is { } glob ? [.. cases.Where(test => Matches(test, glob))] : cases;
            if (chosen.Count == 0)
                throw new CliProblem($"no case is called '{run.Value(filter)}'{Nearest.Hint(run.Value(filter)!, cases.Select(test => test.Name))}");

            if (run.Value(strict) || SettingsOf(root)?.Scripts.IsStrict == true)
                FindingsView.Refuse(run, await FolderCheck.RunAsync(root, context, cancellationToken, withSecrets: false).ConfigureAwait(false), "nothing was tested", isStrict: true);
            var started = context.Time.GetTimestamp();
            var runner = new CaseRunner(new CaseRunnerOptions { Accept = run.Value(accept) });
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

    /// <summary>The settings that hold for a folder. Tests touch no database: secrets that are not set on this machine do not matter.</summary>
    private static HostSettings? SettingsOf(string folder) =>
        HostSettingsReader.Find(folder) is { } file && HostSettingsReader.ReadFileWithoutSecrets(file) is HostSettingsReadResult.Accepted accepted ? accepted.Settings : null;

    /// <summary>The cases of every flow at or below a folder, each flow read by the settings nearest to it.</summary>
    private static List<TestCase> Cases(VerbRun run, string root)
    {
        if (!Directory.Exists(root))
            throw new CliProblem(File.Exists(root) ? $"{root} is a file; give the folder of a flow" : $"no folder {root}");
        var folders = FlowFolder.Discover(root);
        if (folders.Count == 0)
            throw new CliProblem($"no {FlowPackage.DefinitionFile} in {root} or below; codestep init makes a first flow");

        var flows = new List<(FlowInFolder Flow, HostSettings Settings)>();
        var findings = new List<Finding>();
        foreach (var folder in folders)
        {
            var settings = SettingsOf(folder);
            var set = FlowFolder.ReadAll(folder, settings);
            findings.AddRange(set.Problems.Select(problem => Finding.Of(problem, Shown(Path.Combine(folder, problem.File), run.Context.CurrentDirectory))));
            flows.AddRange(set.Flows.Select(flow => (flow, settings ?? HostSettings.DefaultOf(folder))));
        }

        FindingsView.Refuse(run, new FolderCheck([.. flows.Select(flow => flow.Flow)], folders.Count, 0, [.. findings.Where(finding => finding.IsError)]), "nothing was tested");
        var names = flows.CountBy(flow => flow.Flow.Definition.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return [.. flows.SelectMany(of => TestFiles.Of(of.Flow).Select(test => test with
        {
            Label = names[of.Flow.Definition.Name] == 1 ? of.Flow.Definition.Name : Shown(of.Flow.Folder, root),
            HostUrl = HostUrl(of.Settings),
            Packages = new ScriptPackages(of.Settings.Scripts.Packages, dataFolder: null),
        }))];
    }

    private static string Shown(string path, string from) => Path.GetRelativePath(from, path).Replace('\\', '/');

    private static Uri HostUrl(HostSettings settings) =>
        Uri.TryCreate(settings.Listen, UriKind.Absolute, out var address) ? address : new Uri(HostSettings.DefaultOf(settings.Folder).Listen);

    private static bool Matches(TestCase test, string glob) =>
        FileSystemName.MatchesSimpleExpression(glob, test.Name) || FileSystemName.MatchesSimpleExpression(glob, test.ToString());
}
