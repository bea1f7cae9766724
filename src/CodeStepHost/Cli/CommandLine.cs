using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CodeStepHost.Cli.Verbs;

namespace CodeStepHost.Cli;

/// <summary>The command line <c>codestep</c>.</summary>
internal static class CommandLine
{
    private const string ExitCodesFooter = """
        Exit codes:
          0  done
          1  done, but something failed or was refused: a run left errors, a retry was
             refused
          2  nothing was done: wrong usage, an invalid flow, a missing file or database
        """;

    /// <summary>All verbs.</summary>
    /// <param name="hosting">The verbs that run flows, listed first.</param>
    public static RootCommand Build(CliContext context, params Command[] hosting)
    {
        var root = new RootCommand("Runs integration flows whose Code steps are scripts.");
        GlobalOptions.AddTo(root);
        root.With([
            .. hosting,
            InitVerb.Create(context),
            ValidateVerb.Create(context),
            DevVerb.Create(context),
            TestVerb.Create(context),
            DeployVerb.Create(context),
            FlowsVerbs.Create(context),
            StepsVerbs.Create(context),
            MessagesVerbs.Create(context),
            ErrorsVerbs.Create(context),
            RetriesVerbs.Create(context),
            ReboundsVerbs.Create(context),
            SnapshotsVerbs.Create(context),
            LogsVerb.Create(context),
            ExecutionsVerbs.Create(context),
            DoctorVerb.Create(context),
        ]);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithFooter((HelpAction)help.Action!, root);
        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, CliContext context, IReadOnlyList<string> arguments)
    {
        var parsed = root.Parse(arguments);

        // Verbs that must end well when interrupted (serve, logs --follow) see to it themselves.
        var invocation = new InvocationConfiguration { Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        if (!UsageErrors.IsGroupAlone(parsed))
            return UsageErrors.Print(parsed, context, arguments);
        await root.Parse([.. arguments, "--help"]).InvokeAsync(invocation).ConfigureAwait(false);
        return ExitCodes.BadInput;
    }

    private sealed class HelpWithFooter(HelpAction help, RootCommand root) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.MaxWidth = 80;
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command == root)
                parseResult.InvocationConfiguration.Output.WriteLine(ExitCodesFooter);
            return code;
        }
    }
}
