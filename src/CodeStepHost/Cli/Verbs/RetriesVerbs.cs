using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Retrying;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep retries …</c>: retries of many messages, how far they are, and going on with one.</summary>
internal static class RetriesVerbs
{
    public static Command Create(CliContext context) => new Command("retries", "Retries of many messages: list, show, stop, resume").With(List(context), Show(context), Stop(context), Resume(context));

    private static Command List(CliContext context)
    {
        var limit = Filters.Limit(20);
        return new Command("list", "What errors retry has begun, newest first").With(limit).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var found = Some.Of(await open.Queries.BulkRetriesAsync(new BulkRetryFilter(Limit: run.Value(limit) + 1), run.Now, cancellationToken).ConfigureAwait(false), run.Value(limit));
            run.Show(() => new { retries = found.Rows.Select(row => RetriesView.Document(row, run.Now)), more = found.More }, page => RetriesView.List(page, found, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Show(CliContext context)
    {
        var id = Id();
        return new Command("show", "How far a retry is, what was refused, and what failed again").With(id).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var row = await FindAsync(run, open.Queries, run.Value(id), cancellationToken).ConfigureAwait(false);
            var messages = await open.Queries.BulkRetryMessagesAsync(row.Id, run.Now, cancellationToken).ConfigureAwait(false);
            run.Show(() => RetriesView.Document(row, messages, run.Now), page => RetriesView.Show(page, row, messages, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Stop(CliContext context)
    {
        var id = Id();
        return new Command("stop", "Retry no more of its messages; those that are left stay open").With(id).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var row = await FindAsync(run, open.Queries, run.Value(id), cancellationToken).ConfigureAwait(false);
            if (!await open.Store.EndBulkRetryAsync(row.Id, driver: null, BulkRetryStop.Interrupted, run.Now, cancellationToken).ConfigureAwait(false))
                throw new CliProblem($"retry {row.Id} does not run: it {(row.State == BulkRetryState.Stopped ? "was stopped" : "has ended")} already");
            row = await FindAsync(run, open.Queries, row.Id, cancellationToken).ConfigureAwait(false);
            run.Show(() => RetriesView.Document(row, run.Now), page => page.Line(Ink.Good("stopped"), $" retry {row.Id}. {RetryView.LeftOpen(row.Left)}"));
            return ExitCodes.Done;
        });
    }

    private static Command Resume(CliContext context)
    {
        var id = Id();
        var wait = new Option<bool>("--wait") { Description = "Wait until all have ended, and tell how" };
        return new Command("resume", "Go on with a retry that was stopped, or whose command was killed").With(id, wait).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var row = await FindAsync(run, open.Queries, run.Value(id), cancellationToken).ConfigureAwait(false);
            var pace = RetryPace.Of(row.Order, run.Value(wait));
            CarriedRetry.CheckHost(run, pace);
            var now = run.Context.Time.GetUtcNow();
            if (!await open.Store.TakeBulkRetryAsync(row.Id, BulkRetry.Lease(CarriedRetry.Driver, now), resume: true, now, cancellationToken).ConfigureAwait(false))
                throw new CliProblem(row.State == BulkRetryState.Running ? $"retry {row.Id} is at work in another process; see codestep retries show {row.Id}" : $"retry {row.Id} has no messages left");
            var editor = row.Order.Edit is { } edit ? CarriedRetry.Editor(run, edit, row.Order.EditSource ?? "edit") : null;
            await using var editing = editor;
            return await CarriedRetry.RunAsync(run, open, row.Id, pace, editor, cancellationToken).ConfigureAwait(false);
        });
    }

    private static Argument<long> Id() => new("id") { Description = "the retry's number" };

    private static async Task<BulkRetryRow> FindAsync(VerbRun run, IFlowQueries queries, long id, CancellationToken cancellationToken) =>
        await queries.BulkRetriesAsync(new BulkRetryFilter(id), run.Now, cancellationToken).ConfigureAwait(false) is [var row]
            ? row
            : throw new CliProblem($"no retry {id}; codestep retries list shows what there is");
}
