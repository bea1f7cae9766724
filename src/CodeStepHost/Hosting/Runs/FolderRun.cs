using CodeStepHost.Cli;
using CodeStepHost.Cli.Output;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using Spectre.Console;

namespace CodeStepHost.Hosting.Runs;

/// <summary>
/// <c>codestep run</c>: runs the flows of a folder on their files until nothing is left to do, and says whether just that failed which was meant to.
/// A run that was stopped, or killed, is continued by the next start; a finished one is replaced.
/// </summary>
internal sealed class FolderRun(VerbRun verb, HostSettings settings, IReadOnlyList<FlowInFolder> flows, string command)
{
    private readonly IAnsiConsole _console = verb.Context.Console;
    private readonly TimeProvider _time = verb.Context.Time;

    /// <param name="fresh">Whether an unfinished run is given up instead of continued.</param>
    /// <param name="stopClaiming">Ctrl-C: finish what is at work, then end.</param>
    /// <param name="stopWork">A second Ctrl-C: end at once; what is at work runs again at the next start.</param>
    /// <returns>0: nothing failed but what was expected to; 1: something else did, or the run was stopped.</returns>
    public async Task<int> RunAsync(bool fresh, CancellationToken stopClaiming, CancellationToken stopWork)
    {
        var began = _time.GetTimestamp();
        using var data = HeldDataFolder.Hold(settings.Data);
        var state = new RunState(data.Path);
        var run = fresh ? null : state.Unfinished();
        if (run is null)
            state.Begin(run = MessageIds.New(_time.GetUtcNow()));
        else if (!verb.IsJson)
            _console.WriteLine("Going on with the run that was stopped.");

        await using var logger = HostLogging.Create(data, console: false);
        using var loggers = new Serilog.Extensions.Logging.SerilogLoggerFactory(logger);
        PermittedDirectories.Check(settings);
        await ConnectionSchemas.CreateAsync(settings, stopClaiming);
        await using var host = await FlowHost.OpenAsync(data, settings, loggers, _time, stopClaiming);
        await using var web = await ListenAsync(host, logger, stopClaiming);

        var session = new RunSession(host, flows, run);
        await session.DeployAsync(stopClaiming);
        var progress = new RunProgress(_console, [.. flows.Select(flow => flow.Definition)], _time, session.Withheld);
        using var telling = stopClaiming.Register(() => TellStopping(progress));
        var finished = verb.IsJson
            ? await session.RunAsync(_ => { }, stopClaiming, stopWork)
            : await progress.ShowAsync(show => session.RunAsync(show, stopClaiming, stopWork));

        var summary = new RunSummary(_console, progress, command, $"--data {Path.GetRelativePath(verb.Context.CurrentDirectory, data.Path)}");
        var counts = await host.Queries.StepCountsAsync(null, _time.GetUtcNow(), CancellationToken.None);
        var quarantines = await host.Queries.QuarantinesAsync(null, CancellationToken.None);
        if (!finished)
        {
            if (verb.IsJson)
                WriteJson(run, finished, counts, [], [], quarantines);
            else
                summary.WriteStopped(counts, quarantines, _time.GetUtcNow());
            return ExitCodes.SomethingFailed;
        }

        var errors = await host.Queries.ErrorsAsync(new ErrorFilter(State: null, Limit: int.MaxValue), CancellationToken.None);
        var differences = RunExpectations.Differences(settings.ExpectedErrors, errors);
        state.Finish(run);
        if (verb.IsJson)
            WriteJson(run, finished, counts, errors, differences, quarantines);
        else
            summary.Write(counts, errors, differences, _time.GetElapsedTime(began));
        return differences.Count == 0 ? ExitCodes.Done : ExitCodes.SomethingFailed;
    }

    private void TellStopping(RunProgress progress)
    {
        const string stopping = "Stopping when what is at work is done; Ctrl-C again ends it now.";
        if (verb.IsJson)
            verb.Context.Error.WriteLine(stopping);
        else
            progress.Tell(stopping);
    }

    private void WriteJson(string run, bool finished, IReadOnlyList<StepCounts> counts, IReadOnlyList<ErrorRow> errors, IReadOnlyList<string> differences, IReadOnlyList<Quarantine> quarantines) =>
        verb.Context.Out.WriteLine(Json.Document(new
        {
            run,
            finished,
            steps = counts.Select(step => new { flow = step.Address.Flow, step = step.Address.Step, waiting = step.Waiting, running = step.Running, parked = step.Parked, gathering = step.Gathering, held = step.Held, done = step.Done, failed = step.Failed, rebounded = step.Rebounded }),
            errors = errors.Select(error => new { id = error.Id, flow = error.Address.Flow, step = error.Address.Step, code = error.Error.Code, message = error.Error.Message }),
            unexpected = differences,
            quarantines = quarantines.Select(StepsView.Document),
        }));

    /// <summary>Listens on a free port of this machine when a flow has a webhook, so that flows may call each other.</summary>
    private async Task<WebApplication?> ListenAsync(FlowHost host, Serilog.ILogger logger, CancellationToken cancellationToken)
    {
        if (!flows.Any(flow => flow.Definition.Steps.Any(step => step.Uses == StepKinds.Webhook)))
            return null;
        var app = WebHost.CreateBuilder("http://127.0.0.1:0", logger).Build();
        app.MapHost(host);
        await app.StartAsync(cancellationToken);
        host.BaseAddress = WebHost.AddressOf(app);
        return app;
    }
}
