using System.CommandLine;
using System.Runtime.InteropServices;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep logs</c>: what steps logged.</summary>
internal static class LogsVerb
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public static Command Create(CliContext context)
    {
        var flow = Filters.Flow();
        var step = Filters.Step();
        var message = Filters.Message();
        var runOption = Filters.Run();
        var level = Choice.Maybe<StepLogLevel>("--level", "Only of this level and above");
        var limit = Filters.Limit(200);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new lines until Ctrl+C; with --output json one document a line" };
        return new Command("logs", "What steps logged, newest last").With(flow, step, message, runOption, level, limit, follow).Does(context, async (run, cancellationToken) =>
        {
            await using var open = await run.OpenAsync().ConfigureAwait(false);
            await VerbRun.CheckFlowAsync(open.Queries, run.Value(flow), cancellationToken).ConfigureAwait(false);
            var filter = new LogFilter(run.Value(flow), run.Value(step), run.Value(message), run.Value(runOption), run.Value(level));
            var withStep = run.Value(step) is null;
            if (run.Value(follow))
            {
                await FollowAsync(run, open.Queries, filter, run.Value(limit), withStep, cancellationToken).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            var newest = await open.Queries.LogsAsync(filter with { Limit = run.Value(limit) }, cancellationToken).ConfigureAwait(false);
            run.Show(() => new { logs = newest.Reverse().Select(LogsView.Document) }, page =>
            {
                if (newest.Count == 0)
                    page.Line("no log lines");
                foreach (var line in newest.Reverse())
                    LogsView.Line(page, line, withStep);
            });
            return ExitCodes.Done;
        });
    }

    private static async Task FollowAsync(VerbRun run, IFlowQueries queries, LogFilter filter, int first, bool withStep, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Ctrl+C is how following ends, and no failure.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        try
        {
            var tail = new LogTail(limit => queries.LogsAsync(filter with { Limit = limit }, stop.Token));
            Print(await tail.BeginAsync(first).ConfigureAwait(false));
            while (true)
            {
                await Task.Delay(LookEvery, run.Context.Time, stop.Token).ConfigureAwait(false);
                Print(await tail.NextAsync().ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping is how this loop ends.
        }

        void Print(IEnumerable<StepLogLine> lines)
        {
            foreach (var line in lines)
            {
                if (run.IsJson)
                {
                    run.Context.Out.WriteLine(Json.Line(LogsView.Document(line)));
                    continue;
                }

                var page = new Page();
                LogsView.Line(page, line, withStep);
                run.Context.Console.Write(page);
            }
        }
    }
}
