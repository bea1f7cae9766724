using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary><c>codestep serve</c>: a worker service that keeps running the deployed flows, under systemd, as a Windows service, or in a terminal.</summary>
internal sealed class FlowService(FlowHost host, TimeSpan drain, IHostApplicationLifetime lifetime, ILogger<FlowService> logger) : BackgroundService
{
    /// <summary>How long running messages may take to end after a SIGTERM; those that do not are given back and run again.</summary>
    public static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(25);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Draining begins with the signal: the web server is stopped before this service, and waits for callers whose replies come from here.
        using var stopClaiming = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var stopWork = new CancellationTokenSource();
        await using var drained = stopClaiming.Token.Register(() =>
        {
            logger.LogInformation("Stopping: no more messages are claimed, and those at work have {Drain} to end", Duration.Format(drain));
            stopWork.CancelAfter(drain);
        });
        try
        {
            await host.ListeningAsync(stopClaiming.Token);
            await host.RunAsync(fireSchedules: true, stopClaiming.Token, stopWork.Token);
        }
        catch (OperationCanceledException) when (stopClaiming.IsCancellationRequested)
        {
            // Told to stop before it ran.
        }
        catch (Exception exception) when (!stopClaiming.IsCancellationRequested)
        {
            logger.LogCritical(exception, "The host cannot go on and stops");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }
}
