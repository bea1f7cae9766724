using System.CommandLine;
using System.Globalization;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep errors groups …</c>: errors of one kind, and what people say of them.</summary>
internal static class ErrorsGroupsVerbs
{
    private const int All = 1_000_000;
    private const int LongestNote = 1000;

    public static Command Create(CliContext context)
    {
        var filters = new ErrorFilters(context);
        var all = new Option<bool>("--all") { Description = "Muted and closed groups too" };
        var closedAfter = new Option<string>("--closed-after") { Description = "How long the present version has to run without a group to close it (default 1d)", HelpName = "time" };
        var limit = Filters.Limit(50);
        return new Command("groups", "Open errors of one kind as one: list; note, mute, unmute").With([.. filters.Options, all, closedAfter, limit, Note(context), Mute(context), Unmute(context)]).Does(context, async (run, cancellationToken) =>
        {
            var after = ErrorGroup.ClosedAfter;
            if (run.Has(closedAfter) && !Duration.TryParse(run.Value(closedAfter)!, out after))
                throw new CliProblem($"--closed-after is '{run.Value(closedAfter)}'; give a time such as 6h or 2d");
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var filter = await filters.ReadAsync(run, open.Queries, cancellationToken).ConfigureAwait(false);
            await ShowAsync(run, open.Queries, filter, run.Value(limit), after, run.Value(all), [], cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
    }

    /// <summary>Lists groups; those that are muted or closed only when asked for.</summary>
    public static async Task ShowAsync(VerbRun run, IFlowQueries queries, ErrorFilter filter, int limit, TimeSpan closedAfter, bool withAll, IReadOnlyList<Quarantine> quarantines, CancellationToken cancellationToken)
    {
        var errors = await queries.ErrorsAsync(filter with { Limit = All }, cancellationToken).ConfigureAwait(false);
        var groups = await ErrorGroup.ReadAsync(errors, queries, closedAfter, run.Now, cancellationToken).ConfigureAwait(false);
        var hidden = withAll || filter.Fingerprint is not null ? [] : groups.Where(group => group.IsMuted(run.Now) || group.IsClosed).ToList();
        var shown = Some.Of([.. groups.Except(hidden)], limit);
        run.Show(
            () => new { groups = shown.Rows.Select(ErrorsView.Document), more = shown.More, muted = hidden.Count(group => group.IsMuted(run.Now)), closed = hidden.Count(group => !group.IsMuted(run.Now)), quarantines = quarantines.Select(StepsView.Document) },
            page =>
            {
                ErrorsView.Groups(page, shown, run.Now);
                ErrorsView.Hidden(page, hidden, run.Now);
                StepsView.Notice(page, quarantines, run.Now);
            });
    }

    private static Command Note(CliContext context)
    {
        var text = new Argument<string>("text") { Description = "what the next person should know; empty removes it" };
        return Change(context, "note", "Keep a note with a group", [text], (run, mark) => run.Value(text)!.Length <= LongestNote
            ? mark with { Note = run.Value(text)!.Trim() is { Length: > 0 } note ? note : null }
            : throw new CliProblem($"the note has {run.Value(text)!.Length} characters; at most {LongestNote} are kept"));
    }

    private static Command Mute(CliContext context)
    {
        var until = new Option<string>("--until") { Description = "A span such as 3d, or a time such as 2026-02-03T10:00Z", HelpName = "time", Required = true };
        return Change(context, "mute", "Leave a group out of lists for a while", [until], (run, mark) => mark with { MutedUntil = Moment(run.Value(until)!, run.Now) });
    }

    private static Command Unmute(CliContext context) => Change(context, "unmute", "List a group again", [], (_, mark) => mark with { MutedUntil = null });

    private static Command Change(CliContext context, string verb, string description, IReadOnlyList<Symbol> symbols, Func<VerbRun, GroupMark, GroupMark> change)
    {
        var group = new Argument<string>("group") { Description = "the group, as errors groups names it" };
        return new Command(verb, description).With([group, .. symbols]).Does(context, async (run, cancellationToken) =>
        {
            var fingerprint = run.Value(group)!;
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            if ((await open.Queries.ErrorsAsync(new ErrorFilter(State: null, Fingerprint: fingerprint, Limit: 1), cancellationToken).ConfigureAwait(false)).Count == 0)
                throw new CliProblem($"no group {fingerprint}; codestep errors groups --all shows what there is");
            var former = (await open.Queries.GroupMarksAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(mark => mark.Fingerprint == fingerprint);
            var mark = change(run, former ?? new GroupMark(fingerprint, Note: null, MutedUntil: null));
            await open.Store.MarkGroupAsync(mark, cancellationToken).ConfigureAwait(false);
            run.Show(() => new { group = fingerprint, note = mark.Note, mutedUntil = mark.MutedUntil }, page => ErrorsView.Marked(page, mark, run.Now));
            return ExitCodes.Done;
        });
    }

    private static DateTimeOffset Moment(string text, DateTimeOffset now)
    {
        var moment = Duration.TryParse(text, out var span) && span < TimeSpan.FromDays(3650) ? now + span
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
            : throw new CliProblem($"--until is '{text}'; give a span such as 3d, or a time such as 2026-02-03T10:00Z");
        return moment > now ? moment : throw new CliProblem($"--until is '{text}', which is past");
    }
}
