using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep errors pull</c>: makes a case for <c>codestep test</c> of a failed message.</summary>
internal static class ErrorsPullVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<long>("id") { Description = "the error's number" };
        var asTest = new Option<bool>("--as-test") { Description = "As a case for codestep test, without secrets" };
        var into = new Option<string>("--into") { Description = "The flow's folder, or one with it below; default: the current one", HelpName = "folder", DefaultValueFactory = _ => "." };
        return new Command("pull", "Make a test of a failed message").With(id, asTest, into).Does(context, async (run, cancellationToken) =>
        {
            if (!run.Value(asTest))
                throw new CliProblem("say what to make of it: --as-test");
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var error = await open.Queries.ErrorAsync(run.Value(id), cancellationToken).ConfigureAwait(false)
                ?? throw new CliProblem($"no error {run.Value(id)}; codestep errors list --state all shows what there is");
            var (flow, step) = await StepOfAsync(run.CatalogOf(open.Queries), error, cancellationToken).ConfigureAwait(false);
            var flowFolder = FolderOf(run, run.Value(into)!, error.Address.Flow);
            var file = Path.Combine(flowFolder, TestFiles.Folder, step.Name, $"error-{error.Id}", CaseInput.FileName);
            if (File.Exists(file))
                throw new CliProblem($"{file} is there already; delete or rename its folder first");

            var settings = DataFolder.Settings(flowFolder, run.DataFolder) ?? HostSettings.DefaultOf(flowFolder);
            var text = PulledCase.Text(
                error,
                flow,
                step,
                await open.Queries.RecordingAsync(error.Id, cancellationToken).ConfigureAwait(false),
                await ExecutionAsync(open.Queries, error, cancellationToken).ConfigureAwait(false),
                await open.Queries.KeysAsync(error.Address, cancellationToken).ConfigureAwait(false),
                HostSecrets.Redactor(settings, [flow], context.Environment),
                File.Exists(Path.Combine(flowFolder, CaseSchema.FileName)) ? $"../../../{CaseSchema.FileName}" : null,
                out var lacks);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
            var shown = Path.GetRelativePath(context.CurrentDirectory, file).Replace('\\', '/');
            var name = $"{step.Name}/error-{error.Id}";
            run.Show(() => new { file = shown, flow = flow.Name, @case = name, redacted = text.Contains(Redactor.Placeholder("")[..^1], StringComparison.Ordinal), missing = lacks }, page =>
            {
                page.Line(Ink.Good("wrote"), $" {shown}");
                foreach (var lack in lacks)
                    page.Line(Ink.Warn(lack));
                page.Line(Ink.Dim("look it over before you commit it: values that are secret by neither name nor the host's knowledge are in it"));
                page.Line($"  {context.Program} test {Path.GetRelativePath(context.CurrentDirectory, flowFolder).Replace('\\', '/')} --filter {name}");
            });
            return ExitCodes.Done;
        });
    }

    private static async Task<(FlowDefinition Flow, StepDefinition Step)> StepOfAsync(FlowCatalog catalog, ErrorRow error, CancellationToken cancellationToken)
    {
        if (error.Content is null)
            throw new CliProblem($"the message of error {error.Id} was too large to keep, so no test can be made of it");
        var version = await catalog.FindAsync(error.Address.Flow, error.FlowVersion, cancellationToken).ConfigureAwait(false)
            ?? throw new CliProblem($"version {error.FlowVersion} of flow '{error.Address.Flow}', on which the message failed, is not in the database");
        var flow = version.Definition;
        return flow.FindStep(error.Address.Step) switch
        {
            null => throw new CliProblem($"version {error.FlowVersion} of flow '{flow.Name}' has no step '{error.Address.Step}'"),
            { IsTrigger: true } step => throw new CliProblem($"step '{step.Name}' is a trigger ({step.Uses}): its messages come from outside, so no test can be made of their errors"),
            var step => (flow, step),
        };
    }

    private static string FolderOf(VerbRun run, string into, string flow)
    {
        var root = Path.GetFullPath(into, run.Context.CurrentDirectory);
        if (!Directory.Exists(root))
            throw new CliProblem($"no folder {root}");
        var found = FlowFolder.ReadAll(root).Flows;
        return found.FirstOrDefault(candidate => candidate.Definition.Name == flow)?.Folder
            ?? throw new CliProblem($"no flow '{flow}' in {root} or below{(found.Count == 0 ? "" : Nearest.Hint(flow, found.Select(candidate => candidate.Definition.Name)))}; say where its folder is: --into <folder>");
    }

    private static async Task<ExecutionRecord?> ExecutionAsync(IFlowQueries queries, ErrorRow error, CancellationToken cancellationToken)
    {
        var executions = await queries.ExecutionsAsync(new ExecutionFilter(error.Address.Flow, error.Address.Step, error.MessageId), cancellationToken).ConfigureAwait(false);
        return executions.FirstOrDefault(execution => execution.Attempt == error.Attempt)?.Execution;
    }
}
