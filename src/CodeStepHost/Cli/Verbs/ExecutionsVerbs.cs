using System.CommandLine;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep executions list</c>: what steps have done.</summary>
internal static class ExecutionsVerbs
{
    public static Command Create(CliContext context) => new Command("executions", "What steps did with messages: list").With(List(context));

    private static Command List(CliContext context)
    {
        var flow = Filters.Flow();
        var step = Filters.Step();
        var message = Filters.Message();
        var runOption = Filters.Run();
        var limit = Filters.Limit(50);
        return new Command("list", "Executions, newest first").With(flow, step, message, runOption, limit).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            var filter = new ExecutionFilter(run.Value(flow), run.Value(step), run.Value(message), run.Value(runOption), run.Value(limit) + 1);
            var found = Some.Of(await open.Queries.ExecutionsAsync(filter, cancellationToken).ConfigureAwait(false), run.Value(limit));
            run.Show(() => new { executions = found.Rows.Select(ExecutionsView.Document), more = found.More }, page => ExecutionsView.List(page, found, run.Now, withFlow: run.Value(flow) is null));
            return ExitCodes.Done;
        });
    }
}
