using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep messages …</c>: what waits in queues, and what became of a message.</summary>
internal static class MessagesVerbs
{
    public static Command Create(CliContext context) => new Command("messages", "Messages in queues: list, show").With(List(context), Show(context));

    private static Command List(CliContext context)
    {
        var flow = Filters.Flow();
        var step = Filters.Step();
        var state = Choice.Maybe<MessageState>("--state", "Only those in this state");
        var limit = Filters.Limit(100);
        return new Command("list", "Messages in queues, oldest due first").With(flow, step, state, limit).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            var filter = new MessageFilter(run.Value(flow), run.Value(step), run.Value(state), Limit: run.Value(limit) + 1) { Now = run.Now };
            var found = Some.Of(await open.Queries.MessagesAsync(filter, cancellationToken).ConfigureAwait(false), run.Value(limit));
            run.Show(() => new { messages = found.Rows.Select(MessagesView.Document), more = found.More }, page => MessagesView.List(page, found, run.Now));
            return ExitCodes.Done;
        });
    }

    private static Command Show(CliContext context)
    {
        var which = new Argument<string>("key-or-id") { Description = "the message's key in its queue, or its id" };
        return new Command("show", "A message: content, state, rebounds, executions, errors, logs").With(which).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            var story = await MessageStory.ReadAsync(open.Queries, run.Value(which)!, run.Now, cancellationToken).ConfigureAwait(false)
                ?? throw new CliProblem($"no message with key or id '{run.Value(which)}' is in a queue, and no execution or log line of one is kept");
            run.Show(() => MessagesView.Document(story), page => MessagesView.Show(page, story, run.Now));
            return ExitCodes.Done;
        });
    }
}
