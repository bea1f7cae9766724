using Serilog;
using Serilog.Events;

namespace CodeStepHost.Hosting;

/// <summary>Logs of a host: a rolling file in the data folder, and the console when it serves. What a script says is a property of an event, never its template.</summary>
internal static class HostLogging
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static Serilog.Core.Logger Create(HeldDataFolder data, bool console)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .WriteTo.File(Path.Combine(data.Logs, "codestep-.log"), outputTemplate: Line, rollingInterval: RollingInterval.Day, fileSizeLimitBytes: 100 << 20, rollOnFileSizeLimit: true, retainedFileCountLimit: 14, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        if (console)
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        return configuration.CreateLogger();
    }
}
