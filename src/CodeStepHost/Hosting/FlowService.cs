using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary><c>codestep serve</c>: a worker service that keeps running the deployed flows, under systemd, as a Windows service, or in a terminal.</summary>
internal sealed class FlowService(FlowHost host, TimeSpan drain, IHostApplicationLifetime lifetime, ILogger<FlowService> logger) : BackgroundService
{
    /// <summary>How long running messages may take to end after a SIGTERM; those that do not are given back and run again.</summary>
    public static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(25);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopWork = new CancellationTokenSource();
        await using var drained = stoppingToken.Register(() =>
        {
            logger.LogInformation("Stopping: no more messages are claimed, and those at work have {Drain} to end", Duration.Format(drain));
            stopWork.CancelAfter(drain);
        });
        try
        {
            await host.RunAsync(fireSchedules: true, stoppingToken, stopWork.Token);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogCritical(exception, "The host cannot go on and stops");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }
}
