using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep errors …</c>: failed messages, and running them again.</summary>
internal static class ErrorsVerbs
{
    /// <summary>As many as any flow can be expected to keep.</summary>
    private const int All = 1_000_000;

    public static Command Create(CliContext context) => new Command("errors", "Failed messages: list, groups, show, retry, pull").With(List(context), ErrorsGroupsVerbs.Create(context), Show(context), ErrorsRetryVerb.Create(context), ErrorsPullVerb.Create(context));

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
                await ErrorsGroupsVerbs.ShowAsync(run, open.Queries, filter, run.Value(limit), ErrorGroup.ClosedAfter, withAll: run.Has(state), quarantines, cancellationToken).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            // Who asks for a group, or for more than the open errors, means these.
            var muted = filter.Fingerprint is not null || run.Has(state)
                ? []
                : (await open.Queries.GroupMarksAsync(cancellationToken).ConfigureAwait(false)).Where(mark => mark.MutedUntil > run.Now).Select(mark => mark.Fingerprint).ToList();
            var hidden = muted.Count == 0 ? [] : (await open.Queries.ErrorsAsync(filter with { Limit = All }, cancellationToken).ConfigureAwait(false)).Where(error => muted.Contains(error.Fingerprint)).ToList();
            var found = Some.Of(await open.Queries.ErrorsAsync(filter with { Except = muted, Limit = run.Value(limit) + 1 }, cancellationToken).ConfigureAwait(false), run.Value(limit));
            var retries = (await open.Queries.BulkRetriesAsync(new BulkRetryFilter(State: BulkRetryState.Running), run.Now, cancellationToken).ConfigureAwait(false)).Where(row => row.IsAbandoned(run.Now)).ToList();
            run.Show(() => new { errors = found.Rows.Select(ErrorsView.Document), more = found.More, muted = hidden.Count, quarantines = quarantines.Select(StepsView.Document) }, page =>
            {
                ErrorsView.List(page, found, run.Now);
                ErrorsView.Muted(page, hidden);
                StepsView.Notice(page, quarantines, run.Now);
                RetriesView.Abandoned(page, retries, run.Now);
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
}
