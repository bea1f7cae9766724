using System.CommandLine;
using System.Globalization;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Retrying;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep errors retry</c>: one message, some, or all that filters let through.</summary>
internal static class ErrorsRetryVerb
{
    /// <summary>As many as any flow can be expected to keep.</summary>
    private const int All = 1_000_000;

    /// <summary>So many edits a preview shows.</summary>
    private const int EditsShown = 3;

    public static Command Create(CliContext context)
    {
        var options = new Options(context);
        return new Command("retry", "Run failed messages again, each in its step").With(options.All).Does(context, async (run, cancellationToken) =>
        {
            var given = options.Check(run);
            var edited = run.Has(options.Content) ? JsonFile.Read(run, run.Value(options.Content)!) : (ReadOnlyMemory<byte>?)null;
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            if (given.Count == 0 || options.AnyOfBulk(run))
                return await BulkAsync(run, open, options, given, cancellationToken).ConfigureAwait(false);

            var result = await open.Store.RetryAsync(new RetryRequest(given, edited, run.Value(options.OldVersion)), run.Now, cancellationToken).ConfigureAwait(false);
            run.Show(() => ErrorsView.Document(result), page => ErrorsView.Retried(page, result));
            return result.Refused.Count > 0 ? ExitCodes.SomethingFailed : ExitCodes.Done;
        });
    }

    private static async Task<int> BulkAsync(VerbRun run, OpenStore open, Options options, List<long> given, CancellationToken cancellationToken)
    {
        var pace = options.Pace(run);
        var preview = run.Value(options.Preview);
        var errors = given.Count > 0
            ? await OpenErrorsAsync(open.Queries, given, cancellationToken).ConfigureAwait(false)
            : await open.Queries.ErrorsAsync(await options.Filters.ReadAsync(run, open.Queries, cancellationToken).ConfigureAwait(false) with { Limit = All }, cancellationToken).ConfigureAwait(false);
        var plan = await RetryPlan.OfAsync(errors, open.Queries, cancellationToken).ConfigureAwait(false);
        var edit = options.Edit(run);
        var editor = edit is var (text, source) ? CarriedRetry.Editor(run, text, source) : null;
        await using var editing = editor;
        if (editor is not null && await editor.CheckAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            throw new CliProblem(problem);
        if (preview || (plan.Messages.Count > 0 && !run.Value(GlobalOptions.Yes) && !run.IsJson))
        {
            var edits = editor is null ? [] : await EditedAsync(errors, editor, cancellationToken).ConfigureAwait(false);
            run.Show(() => RetryView.Document(plan, edits), page => RetryView.Preview(page, plan, edits, run.Now));
        }

        if (preview)
            return ExitCodes.Done;
        if (plan.Messages.Count > 0)
        {
            CarriedRetry.CheckHost(run, pace);
            if (pace.Watches && plan.Withheld is [var withheld, ..])
                throw new CliProblem($"{withheld.Address} is {(withheld.IsHold ? "on hold" : "in quarantine")}, so what is retried would only wait there; end it first with codestep steps release {withheld.Address}, or leave out --canary, --stop-at and --wait");
            run.Confirm($"Retry {Figures.Count(plan.Messages.Count, "message")}?");
        }

        if (plan.Messages.Count == 0)
        {
            run.Show(() => RetryView.Document(RetryView.Nothing, pace), page => RetryView.Report(page, RetryView.Nothing, pace));
            return ExitCodes.Done;
        }

        var asked = given.Count > 0 ? $"errors {Ranges.Text(given)}" : options.Filters.Words(run);
        var (ready, refused) = (plan.Messages.Where(message => !plan.IsInactive(message)).Select(message => message.Error).ToList(), plan.Messages.Where(plan.IsInactive).ToDictionary(message => message.Error, _ => RetryRefusals.FlowNotActive));
        var now = run.Context.Time.GetUtcNow();
        var id = await open.Store.BeginBulkRetryAsync(options.Order(run, asked, pace, edit), ready, refused, BulkRetry.Lease(CarriedRetry.Driver, now), now, cancellationToken).ConfigureAwait(false);
        return await CarriedRetry.RunAsync(run, open, id, pace, editor, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<ErrorRow>> OpenErrorsAsync(IFlowQueries queries, IReadOnlyList<long> given, CancellationToken cancellationToken)
    {
        var errors = new List<ErrorRow>();
        foreach (var id in given)
        {
            var error = await queries.ErrorAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new CliProblem($"no error {id}; codestep errors list --state all shows what there is");
            if (error.State != ErrorState.Open)
                throw new CliProblem($"error {id} is not open: it was {Choice.Word(error.State)} already");
            errors.Add(error);
        }

        return errors;
    }

    private static async Task<IReadOnlyList<EditShown>> EditedAsync(IReadOnlyList<ErrorRow> errors, IMessageEditor editor, CancellationToken cancellationToken)
    {
        var shown = new List<EditShown>();
        foreach (var error in errors.Where(error => error.Content is not null).OrderBy(error => error.Id).Take(EditsShown))
            shown.Add(new EditShown(error.Id, error.Content!.Value, await editor.EditAsync(error.Content.Value, cancellationToken).ConfigureAwait(false)));
        return shown;
    }

    private sealed class Options(CliContext context)
    {
        private readonly Argument<long[]> _ids = new("id") { Description = "the errors' numbers, or --all", Arity = ArgumentArity.ZeroOrMore };
        private readonly Option<bool> _all = new("--all") { Description = "All open errors that the filters let through" };
        private readonly Option<string> _edit = new("--edit") { Description = "A JSONata expression that gives each message anew from what it was", HelpName = "expression" };
        private readonly Option<string> _editFile = new("--edit-file") { Description = "The same, in a file", HelpName = "file" };
        private readonly Option<double?> _rate = new("--rate") { Description = "At most so many messages a second", HelpName = "number", CustomParser = result => Number(result.Tokens[0].Value, result.AddError) };
        private readonly Option<int?> _canary = new("--canary") { Description = "So many first; the others only when no more of them fail again than --stop-at allows", HelpName = "count", CustomParser = result => Count(result.Tokens[0].Value, result.AddError) };
        private readonly Option<double?> _stopAt = new("--stop-at") { Description = "Stop when more than this share has failed again, such as 10% (of the canary: 0% unless given)", HelpName = "share", CustomParser = result => Share(result.Tokens[0].Value, result.AddError) };
        private readonly Option<bool> _wait = new("--wait") { Description = "Wait until all have ended, and tell how" };

        public ErrorFilters Filters { get; } = new(context);

        public Option<string> Content { get; } = new("--content") { Description = "With one id: the message's edited content, a JSON object with body and headers", HelpName = "file.json" };

        public Option<bool> OldVersion { get; } = new("--old-version") { Description = "Run on the version on which it failed, not the current one" };

        public Option<bool> Preview { get; } = new("--preview") { Description = "Only show what would be retried, and the first edits" };

        public Symbol[] All => [_ids, _all, .. Filters.Options, Preview, Content, _edit, _editFile, OldVersion, _rate, _canary, _stopAt, _wait];

        public bool AnyOfBulk(VerbRun run) => ((Option[])[Preview, _edit, _editFile, _rate, _canary, _stopAt, _wait]).Any(run.Has);

        /// <summary>Refuses what contradicts itself.</summary>
        /// <returns>The numbers that were given; none: all that the filters let through.</returns>
        public List<long> Check(VerbRun run)
        {
            var given = run.Value(_ids)!.Distinct().ToList();
            if (given.Count == 0 && !run.Value(_all))
                throw new CliProblem("say which errors: their numbers, or --all with filters");
            if (given.Count > 0 && (run.Value(_all) || Filters.AnyGiven(run)))
                throw new CliProblem("give either numbers, or --all with filters");
            if (run.Has(Content) && given.Count != 1)
                throw new CliProblem("--content goes with one error's number");
            if (run.Has(Content) && AnyOfBulk(run))
                throw new CliProblem("--content goes with one error's number and --old-version alone; --edit changes any number of messages");
            return run.Has(_edit) && run.Has(_editFile) ? throw new CliProblem("give either --edit or --edit-file") : given;
        }

        public RetryPace Pace(VerbRun run) => new(run.Value(_rate), run.Value(_canary) ?? 0, run.Value(_stopAt), run.Value(_wait));

        public BulkRetryOrder Order(VerbRun run, string asked, RetryPace pace, (string Text, string Source)? edit) =>
            new(run.Context.User, asked) { OldVersion = run.Value(OldVersion), PerSecond = pace.PerSecond, Canary = pace.Canary, StopAt = pace.StopAt, Edit = edit?.Text, EditSource = edit?.Source };

        /// <summary>The expression that edits, and what it is called.</summary>
        public (string Text, string Source)? Edit(VerbRun run) =>
            run.Has(_edit) ? (run.Value(_edit)!, "--edit")
            : run.Has(_editFile) ? (JsonFile.Text(run, run.Value(_editFile)!), run.Value(_editFile)!)
            : null;

        private static double? Number(string text, Action<string> problem)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000)
                return number;
            problem($"--rate is '{text}'; give messages a second, such as 50 or 0.5");
            return null;
        }

        private static int? Count(string text, Action<string> problem)
        {
            if (int.TryParse(text, out var count) && count > 0)
                return count;
            problem($"--canary is '{text}'; give a whole number from 1");
            return null;
        }

        private static double? Share(string text, Action<string> problem)
        {
            var isPercent = text.EndsWith('%');
            if (double.TryParse(isPercent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && (isPercent ? share /= 100 : share) is >= 0 and <= 1)
                return share;
            problem($"--stop-at is '{text}'; give a share such as 10% or 0.1");
            return null;
        }
    }
}
