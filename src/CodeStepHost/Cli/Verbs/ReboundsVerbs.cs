using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep rebounds …</c>: parked messages, and when they come back.</summary>
internal static class ReboundsVerbs
{
    private const int All = 1_000_000;
    private const int MostAttempts = 1000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    public static Command Create(CliContext context) => new Command("rebounds", "Parked messages: list, show, now, cancel, hold, extend").With(
        List(context),
        Show(context),
        Steer(context, "now", "Let parked messages come back now; also ends a hold", ReboundAction.Release, "released", question: null),
        Steer(context, "cancel", "Turn parked messages into failed ones", ReboundAction.Cancel, "cancelled", "Cancel {0} and list as failed?"),
        Steer(context, "hold", "Keep parked messages parked until released", ReboundAction.Hold, "held", question: null),
        Extend(context));

    private static Command List(CliContext context)
    {
        var filters = new ReboundFilters();
        var schedule = new Option<bool>("--schedule") { Description = "With each message's whole schedule" };
        var groups = new Option<bool>("--groups") { Description = "One line for each step and reason; numbers and names in reasons are set aside" };
        var limit = Filters.Limit(100);
        return new Command("list", "Parked messages, next due first").With([.. filters.Options, schedule, groups, limit]).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            if (run.Value(groups))
            {
                var reasons = Some.Of(ReboundGroup.Of(await filters.FindAsync(run, open.Queries, All, cancellationToken).ConfigureAwait(false)), run.Value(limit));
                run.Show(() => new { groups = reasons.Rows.Select(ReboundsView.Document), more = reasons.More }, page => ReboundsView.Groups(page, reasons, run.Now));
                return ExitCodes.Done;
            }

            var all = await filters.FindAsync(run, open.Queries, run.Value(limit) + 1, cancellationToken).ConfigureAwait(false);
            var catalog = run.CatalogOf(open.Queries);
            var rows = new List<ReboundRow>();
            foreach (var row in all)
                rows.Add(await RowAsync(row, catalog, cancellationToken).ConfigureAwait(false));

            var found = Some.Of(rows, run.Value(limit));
            run.Show(() => new { rebounds = found.Rows.Select(ReboundsView.Document), more = found.More }, page => ReboundsView.List(page, found, run.Now, run.Value(schedule)));
            return ExitCodes.Done;
        });
    }

    private static Command Show(CliContext context)
    {
        var key = new Argument<long>("key") { Description = "the message's key, as rebounds list shows it" };
        return new Command("show", "A parked message: its rebounds and their schedule, content, executions, logs").With(key).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var parked = (await open.Queries.MessagesAsync(new MessageFilter(Key: run.Value(key)) { Now = run.Now }, cancellationToken).ConfigureAwait(false)).FirstOrDefault(row => row.State is MessageState.Parked or MessageState.Held)
                ?? throw new CliProblem($"no parked message has the key {run.Value(key)}; codestep rebounds list shows those that are, codestep messages show what became of others");
            var story = await MessageStory.ReadAsync(open.Queries, $"{parked.Key}", run.Now, cancellationToken).ConfigureAwait(false)
                ?? throw new CliProblem($"message {parked.Key} has left its queue at this moment");
            var rebound = await RowAsync(parked, run.CatalogOf(open.Queries), cancellationToken).ConfigureAwait(false);
            run.Show(() => new { rebound = ReboundsView.Document(rebound), message = MessagesView.Document(story) }, page => ReboundsView.Show(page, rebound, story, run.Now));
            return ExitCodes.Done;
        });
    }

    private static async ValueTask<ReboundRow> RowAsync(MessageRow row, FlowCatalog catalog, CancellationToken cancellationToken)
    {
        var version = await catalog.FindAsync(row.Message.Address.Flow, row.Message.FlowVersion, cancellationToken).ConfigureAwait(false);
        return new ReboundRow(row, version?.Definition.FindStep(row.Message.Address.Step)?.Rebound.With(row.Granted));
    }

    private static Command Steer(CliContext context, string verb, string description, ReboundAction action, string done, string? question) =>
        Change(context, verb, description, [], done, question, _ => { }, (run, open, keys, cancellationToken) => open.Store.SteerReboundsAsync(keys, action, run.Now, cancellationToken));

    private static Command Extend(CliContext context)
    {
        var attempts = new Option<int>("--attempts") { Description = "So many rebounds more than the step's limit", HelpName = "count" };
        var later = new Option<string>("--later") { Description = "Come back so much later than planned: 30m, 2h, 1d", HelpName = "time" };
        return Change(
            context,
            "extend",
            "Give parked messages more attempts, or a longer wait",
            [attempts, later],
            "extended",
            question: null,
            run => Read(run, attempts, later),
            (run, open, keys, cancellationToken) => open.Store.ExtendReboundsAsync(keys, Read(run, attempts, later), run.Now, cancellationToken));

        static ReboundExtension Read(VerbRun run, Option<int> attempts, Option<string> later)
        {
            if (!run.Has(attempts) && !run.Has(later))
                throw new CliProblem("say what they get: --attempts with a number, or --later with a time");
            if (run.Has(attempts) && run.Value(attempts) is < 1 or > MostAttempts)
                throw new CliProblem($"--attempts is {run.Value(attempts)}; give a whole number from 1 to {MostAttempts}");
            var wait = TimeSpan.Zero;
            if (run.Has(later) && (!Duration.TryParse(run.Value(later)!, out wait) || wait <= TimeSpan.Zero || wait > LongestWait))
                throw new CliProblem($"--later is '{run.Value(later)}'; give a time such as 30m, 2h or 1d, at most {Duration.Format(LongestWait)}");
            return new ReboundExtension(run.Value(attempts), wait);
        }
    }

    /// <param name="check">Looks at the options before anything is opened.</param>
    private static Command Change(CliContext context, string verb, string description, IReadOnlyList<Option> options, string done, string? question, Action<VerbRun> check, Func<VerbRun, OpenStore, IReadOnlyList<long>, CancellationToken, Task<int>> change)
    {
        var keys = new Argument<long[]>("key") { Description = "the messages' keys, or --all", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All parked messages that the filters let through" };
        var filters = new ReboundFilters();
        return new Command(verb, description).With([keys, all, .. filters.Options, .. options]).Does(context, async (run, cancellationToken) =>
        {
            var given = run.Value(keys)!.Distinct().ToList();
            if (given.Count == 0 && !run.Value(all))
                throw new CliProblem("say which messages: their keys, or --all with filters");
            if (given.Count > 0 && (run.Value(all) || filters.AnyGiven(run)))
                throw new CliProblem("give either keys, or --all with filters");
            check(run);

            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var asked = given;
            if (given.Count == 0)
                asked = given = [.. (await filters.FindAsync(run, open.Queries, All, cancellationToken).ConfigureAwait(false)).Select(row => row.Key)];
            if (question is not null && given.Count > 0)
                run.Confirm(string.Format(question, Figures.Count(given.Count, "parked message")));

            var changed = given.Count == 0 ? 0 : await change(run, open, given, cancellationToken).ConfigureAwait(false);
            run.Show(() => new { action = done, changed, notParked = asked.Count - changed }, page =>
            {
                if (asked.Count == 0)
                    page.Line("no parked messages");
                if (changed > 0)
                    page.Line(Ink.Good(done), $" {Figures.Count(changed, "message")}");
                if (changed < asked.Count)
                    page.Line(Ink.Warn("left alone"), $" {Figures.Count(asked.Count - changed, "message")}: not parked (any more)");
            });
            return changed < asked.Count ? ExitCodes.SomethingFailed : ExitCodes.Done;
        });
    }

    /// <summary>The filters that all of these verbs share.</summary>
    private sealed class ReboundFilters
    {
        private readonly Option<string> _flow = Filters.Flow();
        private readonly Option<string> _step = Filters.Step();
        private readonly Option<string> _reason = new("--reason") { Description = "Only those with this reason", HelpName = "text" };

        private readonly Option<string> _group = new("--group") { Description = "Only of this group, as rebounds list --groups names it", HelpName = "fingerprint" };

        public IReadOnlyList<Option> Options => [_flow, _step, _reason, _group];

        public bool AnyGiven(VerbRun run) => Options.Any(run.Has);

        /// <summary>Parked and held messages, next due first, held ones last.</summary>
        public async Task<IReadOnlyList<MessageRow>> FindAsync(VerbRun run, IFlowQueries queries, int limit, CancellationToken cancellationToken)
        {
            await VerbRun.CheckFlowAsync(queries, run.Value(_flow), cancellationToken).ConfigureAwait(false);
            var filter = new MessageFilter(run.Value(_flow), run.Value(_step), MessageState.Parked, Reason: run.Value(_reason), Limit: run.Has(_group) ? All : limit) { Now = run.Now };
            var parked = await queries.MessagesAsync(filter, cancellationToken).ConfigureAwait(false);
            var held = await queries.MessagesAsync(filter with { State = MessageState.Held }, cancellationToken).ConfigureAwait(false);
            return [.. parked.Concat(held).Where(row => run.Value(_group) is not { } group || ReboundGroup.FingerprintOf(row) == group).Take(limit)];
        }
    }
}

/// <summary>A parked message.</summary>
/// <param name="Policy">Its step's rebounds; null when its flow version has no such step.</param>
internal sealed record ReboundRow(MessageRow Message, ReboundPolicy? Policy);
