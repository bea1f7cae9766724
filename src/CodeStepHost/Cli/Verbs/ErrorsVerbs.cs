using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep errors …</c>: failed messages, and running them again.</summary>
internal static class ErrorsVerbs
{
    /// <summary>As many as any flow can be expected to keep.</summary>
    private const int All = 1_000_000;

    public static Command Create(CliContext context) => new Command("errors", "Failed messages: list, show, retry, pull").With(List(context), Show(context), Retry(context), ErrorsPullVerb.Create(context));

    private static Command List(CliContext context)
    {
        var filters = new ErrorFilters(context);
        var state = Choice.Of<ErrorStates>("--state", "Which: open (default), retried, handled, all");
        var groups = new Option<bool>("--groups") { Description = "One line for errors of one kind: same step, name, code and text" };
        var limit = Filters.Limit(50);
        return new Command("list", "Errors, newest first").With([.. filters.Options, state, groups, limit]).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var filter = await filters.ReadAsync(run, open.Queries, cancellationToken).ConfigureAwait(false) with { State = StateOf(run.Value(state)) };
            var quarantines = (await open.Queries.QuarantinesAsync(filter.Flow, cancellationToken).ConfigureAwait(false)).Where(quarantine => filter.Step is null || quarantine.Address.Step == filter.Step).ToList();
            if (run.Value(groups))
            {
                var all = ErrorGroup.Of(await open.Queries.ErrorsAsync(filter with { Limit = All }, cancellationToken).ConfigureAwait(false));
                var shown = Some.Of(all, run.Value(limit));
                run.Show(() => new { groups = shown.Rows.Select(ErrorsView.Document), more = shown.More, quarantines = quarantines.Select(StepsView.Document) }, page =>
                {
                    ErrorsView.Groups(page, shown, run.Now);
                    StepsView.Notice(page, quarantines, run.Now);
                });
                return ExitCodes.Done;
            }

            var found = Some.Of(await open.Queries.ErrorsAsync(filter with { Limit = run.Value(limit) + 1 }, cancellationToken).ConfigureAwait(false), run.Value(limit));
            run.Show(() => new { errors = found.Rows.Select(ErrorsView.Document), more = found.More, quarantines = quarantines.Select(StepsView.Document) }, page =>
            {
                ErrorsView.List(page, found, run.Now);
                StepsView.Notice(page, quarantines, run.Now);
            });
            return ExitCodes.Done;
        });
    }

    private static Command Show(CliContext context)
    {
        var id = new Argument<long>("id") { Description = "the error's number" };
        return new Command("show", "An error: cause, stack, script position, details, message content").With(id).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var error = await open.Queries.ErrorAsync(run.Value(id), cancellationToken).ConfigureAwait(false)
                ?? throw new CliProblem($"no error {run.Value(id)}; codestep errors list --state all shows what there is");
            run.Show(() => ErrorsView.Document(error), page => ErrorsView.Show(page, error, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Retry(CliContext context)
    {
        var ids = new Argument<long[]>("id") { Description = "the errors' numbers, or --all", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All open errors that the filters let through" };
        var filters = new ErrorFilters(context);
        var content = new Option<string>("--content") { Description = "With one id: the message's edited content, a JSON object with body and headers", HelpName = "file.json" };
        var oldVersion = new Option<bool>("--old-version") { Description = "Run on the version on which it failed, not the current one" };
        return new Command("retry", "Run failed messages again, each in its step").With([ids, all, .. filters.Options, content, oldVersion]).Does(context, async (run, cancellationToken) =>
        {
            var given = run.Value(ids)!.Distinct().ToList();
            if (given.Count == 0 && !run.Value(all))
                throw new CliProblem("say which errors: their numbers, or --all with filters");
            if (given.Count > 0 && (run.Value(all) || filters.AnyGiven(run)))
                throw new CliProblem("give either numbers, or --all with filters");
            if (run.Has(content) && given.Count != 1)
                throw new CliProblem("--content goes with one error's number");
            var edited = run.Has(content) ? JsonFile.Read(run, run.Value(content)!) : (ReadOnlyMemory<byte>?)null;

            await using var open = await run.OpenAsync().ConfigureAwait(false);
            if (given.Count == 0)
            {
                var filter = await filters.ReadAsync(run, open.Queries, cancellationToken).ConfigureAwait(false);
                given = [.. (await open.Queries.ErrorsAsync(filter with { Limit = All }, cancellationToken).ConfigureAwait(false)).Select(error => error.Id).Order()];
                if (given.Count > 0)
                    run.Confirm($"Retry {Output.Figures.Count(given.Count, "error")}?");
            }

            var result = given.Count == 0
                ? new RetryResult([], new Dictionary<long, string>())
                : await open.Store.RetryAsync(new RetryRequest(given, edited, run.Value(oldVersion)), run.Now, cancellationToken).ConfigureAwait(false);
            run.Show(() => ErrorsView.Document(result), page => ErrorsView.Retried(page, result));
            return result.Refused.Count > 0 ? ExitCodes.SomethingFailed : ExitCodes.Done;
        });
    }

    private static ErrorState? StateOf(ErrorStates state) => state switch
    {
        ErrorStates.Open => ErrorState.Open,
        ErrorStates.Retried => ErrorState.Retried,
        ErrorStates.Handled => ErrorState.Handled,
        _ => null,
    };

    private enum ErrorStates
    {
        Open = 0,
        Retried = 1,
        Handled = 2,
        All = 3,
    }

    /// <summary>The filters that list and retry share.</summary>
    private sealed class ErrorFilters(CliContext context)
    {
        private readonly Option<string> _flow = Filters.Flow();
        private readonly Option<string> _step = Filters.Step();
        private readonly Option<DateTimeOffset?> _since = Filters.Since(context.Time);
        private readonly Option<string> _group = new("--group") { Description = "Only of this group, as errors list --groups names it", HelpName = "fingerprint" };

        public IReadOnlyList<Option> Options => [_flow, _step, _since, _group];

        public bool AnyGiven(VerbRun run) => Options.Any(run.Has);

        public async Task<ErrorFilter> ReadAsync(VerbRun run, IFlowQueries queries, CancellationToken cancellationToken)
        {
            await VerbRun.CheckFlowAsync(queries, run.Value(_flow), cancellationToken).ConfigureAwait(false);
            return new ErrorFilter(run.Value(_flow), run.Value(_step), Fingerprint: run.Value(_group), Since: run.Value(_since));
        }
    }
}
