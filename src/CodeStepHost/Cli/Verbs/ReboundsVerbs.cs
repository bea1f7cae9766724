using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep rebounds …</c>: parked messages, and when they come back.</summary>
internal static class ReboundsVerbs
{
    private const int All = 1_000_000;

    public static Command Create(CliContext context) => new Command("rebounds", "Parked messages: list, now, cancel, hold").With(
        List(context),
        Steer(context, "now", "Let parked messages come back now; also ends a hold", ReboundAction.Release, "released", question: null),
        Steer(context, "cancel", "Turn parked messages into failed ones", ReboundAction.Cancel, "cancelled", "Cancel {0} and list as failed?"),
        Steer(context, "hold", "Keep parked messages parked until released", ReboundAction.Hold, "held", question: null));

    private static Command List(CliContext context)
    {
        var filters = new ReboundFilters();
        var schedule = new Option<bool>("--schedule") { Description = "With each message's whole schedule" };
        var limit = Filters.Limit(100);
        return new Command("list", "Parked messages, next due first").With([.. filters.Options, schedule, limit]).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var all = await filters.FindAsync(run, open.Queries, run.Value(limit) + 1, cancellationToken).ConfigureAwait(false);
            var catalog = run.CatalogOf(open.Queries);
            var rows = new List<ReboundRow>();
            foreach (var row in all)
            {
                var version = await catalog.FindAsync(row.Message.Address.Flow, row.Message.FlowVersion, cancellationToken).ConfigureAwait(false);
                rows.Add(new ReboundRow(row, version?.Definition.FindStep(row.Message.Address.Step)?.Rebound));
            }

            var found = Some.Of(rows, run.Value(limit));
            run.Show(() => new { rebounds = found.Rows.Select(ReboundsView.Document), more = found.More }, page => ReboundsView.List(page, found, run.Now, run.Value(schedule)));
            return ExitCodes.Done;
        });
    }

    private static Command Steer(CliContext context, string verb, string description, ReboundAction action, string done, string? question)
    {
        var keys = new Argument<long[]>("key") { Description = "the messages' keys, or --all", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All parked messages that the filters let through" };
        var filters = new ReboundFilters();
        return new Command(verb, description).With([keys, all, .. filters.Options]).Does(context, async (run, cancellationToken) =>
        {
            var given = run.Value(keys)!.Distinct().ToList();
            if (given.Count == 0 && !run.Value(all))
                throw new CliProblem("say which messages: their keys, or --all with filters");
            if (given.Count > 0 && (run.Value(all) || filters.AnyGiven(run)))
                throw new CliProblem("give either keys, or --all with filters");

            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var asked = given;
            if (given.Count == 0)
                asked = given = [.. (await filters.FindAsync(run, open.Queries, All, cancellationToken).ConfigureAwait(false)).Select(row => row.Key)];
            if (question is not null && given.Count > 0)
                run.Confirm(string.Format(question, Figures.Count(given.Count, "parked message")));

            var changed = given.Count == 0 ? 0 : await open.Store.SteerReboundsAsync(given, action, run.Now, cancellationToken).ConfigureAwait(false);
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

        public IReadOnlyList<Option> Options => [_flow, _step, _reason];

        public bool AnyGiven(VerbRun run) => Options.Any(run.Has);

        /// <summary>Parked and held messages, next due first, held ones last.</summary>
        public async Task<IReadOnlyList<MessageRow>> FindAsync(VerbRun run, IFlowQueries queries, int limit, CancellationToken cancellationToken)
        {
            await VerbRun.CheckFlowAsync(queries, run.Value(_flow), cancellationToken).ConfigureAwait(false);
            var filter = new MessageFilter(run.Value(_flow), run.Value(_step), MessageState.Parked, Reason: run.Value(_reason), Limit: limit) { Now = run.Now };
            var parked = await queries.MessagesAsync(filter, cancellationToken).ConfigureAwait(false);
            var held = await queries.MessagesAsync(filter with { State = MessageState.Held }, cancellationToken).ConfigureAwait(false);
            return [.. parked.Concat(held).Take(limit)];
        }
    }
}

/// <summary>A parked message.</summary>
/// <param name="Policy">Its step's rebounds; null when its flow version has no such step.</param>
internal sealed record ReboundRow(MessageRow Message, ReboundPolicy? Policy);
