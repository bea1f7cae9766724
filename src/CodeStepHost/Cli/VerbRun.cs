using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>One call of a verb: its options, its database, its output.</summary>
internal sealed class VerbRun(CliContext context, ParseResult parsed)
{
    public CliContext Context { get; } = context;

    public DateTimeOffset Now { get; } = context.Time.GetUtcNow();

    public bool IsJson { get; } = parsed.GetValue(GlobalOptions.Output) == OutputFormat.Json;

    /// <summary>The folder with the database, which may not exist yet.</summary>
    public string DataFolder => field ??= DataFolderOf(Context.CurrentDirectory);

    /// <summary>The folder with the database for flows in this folder.</summary>
    public string DataFolderOf(string folder) => Cli.DataFolder.Find(Context.CurrentDirectory, parsed.GetValue(GlobalOptions.Data), folder);

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Opens the database that is there.</summary>
    public async Task<OpenStore> OpenAsync()
    {
        var file = Path.Combine(DataFolder, Cli.DataFolder.Database);
        if (!File.Exists(file))
            throw new CliProblem($"no database at {file}; run or deploy a flow first (or give --data)");
        return await Context.Open(DataFolder).ConfigureAwait(false);
    }

    /// <summary>The deployed flows of a database, with the rebound policy of the settings that hold here.</summary>
    public FlowCatalog CatalogOf(IFlowQueries queries)
    {
        // Settings of another data folder say nothing about these flows.
        var settings = Has(GlobalOptions.Data) ? null : Cli.DataFolder.SettingsWithoutSecrets(Context.CurrentDirectory);
        var rebound = settings?.Rebound;
        return new FlowCatalog(queries, package => FlowReader.Read(package, rebound: rebound) switch
        {
            FlowReadResult.Accepted accepted => accepted.Definition,
            var rejected => throw new CliProblem($"the deployed version of flow '{package.Name}' cannot be read by this version of codestep:\n{string.Join('\n', rejected.Problems)}"),
        });
    }

    /// <summary>Prints the result, as text or as JSON.</summary>
    public void Show(Func<object> document, Action<Page> text)
    {
        if (IsJson)
        {
            Context.Out.WriteLine(Json.Document(document()));
            return;
        }

        var page = new Page();
        text(page);
        Context.Console.Write(page);
    }

    /// <summary>Asks before something that cannot be taken back.</summary>
    public void Confirm(string question)
    {
        if (Value(GlobalOptions.Yes))
            return;
        if (!Context.CanAsk)
            throw new CliProblem($"{question} Nobody can be asked here: add --yes to do it");
        Context.Error.Write($"{Printable.Line(question)} [y/N] ");
        Context.Error.Flush();
        if (Context.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CliProblem("nothing was done");
    }

    /// <summary>The flow of this name.</summary>
    public static async Task<FlowRow> FlowAsync(IFlowQueries queries, string name, CancellationToken cancellationToken)
    {
        var flows = await queries.FlowsAsync(cancellationToken).ConfigureAwait(false);
        return flows.FirstOrDefault(flow => flow.Name == name)
            ?? throw new CliProblem($"no flow '{name}'{Nearest.Hint(name, flows.Select(flow => flow.Name))}");
    }

    /// <summary>Checks the flow that a list is filtered by, so that a misspelt name does not look like an empty list.</summary>
    public static async Task CheckFlowAsync(IFlowQueries queries, string? name, CancellationToken cancellationToken)
    {
        if (name is not null)
            await FlowAsync(queries, name, cancellationToken).ConfigureAwait(false);
    }
}
