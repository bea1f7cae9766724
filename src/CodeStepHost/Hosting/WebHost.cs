using System.Net;
using CodeStepHost.Cli.Views;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting.Ingress;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using Serilog;

namespace CodeStepHost.Hosting;

/// <summary>What listens: webhooks, health and figures.</summary>
internal static class WebHost
{
    /// <summary>A web application on one address. The <see cref="FlowHost"/> behind it is put together by the caller.</summary>
    public static WebApplicationBuilder CreateBuilder(string listen, Serilog.ILogger logger)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "codestep", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Each endpoint caps its own body; a message may be as large as its trigger allows.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddSerilog(logger, dispose: false);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(HostMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting")
            .AddPrometheusExporter());
        return builder;
    }

    public static void MapHost(this WebApplication app, FlowHost host)
    {
        app.MapWebhooks(host);
        app.MapMetrics(host);
        app.MapGet("/health/live", () => Results.Json(new { status = "ok" }));
        app.MapGet("/health/ready", (CancellationToken cancelled) => ReadyAsync(host, cancelled));
    }

    /// <summary><c>GET /metrics</c>, in the text format of Prometheus.</summary>
    private static void MapMetrics(this WebApplication app, FlowHost host) => app.MapPrometheusScrapingEndpoint(
        "/metrics",
        meterProvider: null,
        branch => branch.Use(async (http, next) =>
        {
            try
            {
                await host.Figures.RefreshAsync(http.RequestAborted);
            }
            catch (StoreUnavailableException exception)
            {
                await Results.Text(exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
                return;
            }

            await next(http);
        }),
        optionsName: null);

    /// <summary>The address that a started application listens on, as it is reached from this machine.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var isAny = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;
    }

    private static async Task<IResult> ReadyAsync(FlowHost host, CancellationToken cancellationToken)
    {
        try
        {
            var flows = await host.Queries.FlowsAsync(cancellationToken);
            var active = flows.Count(flow => flow.State == Flows.Definitions.FlowState.Active);
            var quarantines = await host.Queries.QuarantinesAsync(null, cancellationToken);
            return Results.Json(new { status = "ok", flows = flows.Count, active, scripts = host.Pool.Status, quarantines = quarantines.Select(StepsView.Document), directories = host.Directories.Troubles.Select(trouble => trouble.Document()) });
        }
        catch (StoreUnavailableException exception)
        {
            return Results.Json(new { status = "unavailable", problem = exception.Message }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
