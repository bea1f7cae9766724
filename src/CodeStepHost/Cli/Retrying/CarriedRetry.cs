using System.Runtime.InteropServices;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;

namespace CodeStepHost.Cli.Retrying;

/// <summary>A retry in bulk that a command carries on, with its progress on the terminal.</summary>
internal static class CarriedRetry
{
    /// <summary>This process's name in leases.</summary>
    public static readonly string Driver = $"command-{Guid.NewGuid():N}";

    /// <summary>Refuses to watch messages on which nothing works.</summary>
    public static void CheckHost(VerbRun run, RetryPace pace)
    {
        if (pace.Watches && !run.Context.IsHostRunning(run.DataFolder))
            throw new CliProblem($"no host works on {run.DataFolder}, so nothing would come of the messages to be watched; start codestep serve, or leave out --canary, --stop-at and --wait");
    }

    public static IMessageEditor Editor(VerbRun run, string expression, string source) =>
        run.Context.Edits(expression, source, run.Has(GlobalOptions.Data) ? null : DataFolder.SettingsWithoutSecrets(run.Context.CurrentDirectory));

    /// <summary>Goes on to its end and tells how it ended. Its lease is this process's.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(VerbRun run, OpenStore open, long id, RetryPace pace, IMessageEditor? editor, CancellationToken cancellationToken)
    {
        var retry = await BulkRetry.ReadAsync(open.Store, open.Queries, id, pace.Waits, editor, run.Context.Time, cancellationToken).ConfigureAwait(false);
        var report = await WatchAsync(run, retry, pace, cancellationToken).ConfigureAwait(false);
        run.Show(() => RetryView.Document(report, pace), page => RetryView.Report(page, report, pace));
        return report.Refused.Count + report.Progress.Failed > 0 || report.Stop != BulkRetryStop.None || report.IsTaken ? ExitCodes.SomethingFailed : ExitCodes.Done;
    }

    private static async Task<RetryReport> WatchAsync(VerbRun run, BulkRetry retry, RetryPace pace, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Ctrl+C ends the operation, not the verb: it tells how far it came.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        return run.IsJson || (!pace.Watches && pace.PerSecond is null)
            ? await retry.RunAsync(static _ => { }, stop.Token, leave: default).ConfigureAwait(false)
            : await new RetryLine(run.Context.Console, run.Context.Time).ShowAsync(show => retry.RunAsync(show, stop.Token, leave: default)).ConfigureAwait(false);
    }
}
