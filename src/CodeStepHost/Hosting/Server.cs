using CodeStepHost.Flows.Definitions;
using CodeStepHost.Hosting.Runs;

namespace CodeStepHost.Hosting;

/// <summary><c>codestep serve</c>: keeps the deployed flows of a data folder running until the process is told to end.</summary>
internal static class Server
{
    /// <param name="listen">Where to listen; null: as the settings say.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(HostSettings settings, string dataFolder, string? listen, TimeSpan drain, CancellationToken cancellationToken)
    {
        using var data = HeldDataFolder.Hold(dataFolder);
        await using var logger = HostLogging.Create(data, console: true);
        var builder = WebHost.CreateBuilder(listen ?? settings.Listen, logger);
        using var loggers = new Serilog.Extensions.Logging.SerilogLoggerFactory(logger);
        PermittedDirectories.Check(settings);
        await ConnectionSchemas.CreateAsync(settings, cancellationToken);
        await using var host = await FlowHost.OpenAsync(data, settings, loggers, TimeProvider.System, cancellationToken);
        RunState.Keep(data.Path);

        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(options => options.ServiceName = "CodeStepHost");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = drain + TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IHostedService>(services => new FlowService(host, drain, services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<ILogger<FlowService>>()));
        await using var app = builder.Build();
        app.MapHost(host);
        app.Lifetime.ApplicationStarted.Register(() => host.BaseAddress = WebHost.AddressOf(app));
        try
        {
            await app.RunAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new HostStartException($"{listen ?? settings.Listen} is in use by another program; choose another address with --listen, or with listen in codestep.yaml");
        }
        catch (System.Net.Sockets.SocketException exception)
        {
            throw new HostStartException($"{listen ?? settings.Listen} cannot be listened on: {exception.Message}; choose another address with --listen, or with listen in codestep.yaml");
        }

        return Environment.ExitCode;
    }
}
