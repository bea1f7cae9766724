using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database;

/// <summary>Runs database steps on a database that they know as the connection <c>shop</c>.</summary>
public class DatabaseBed : IDisposable
{
    private readonly DatabaseConnections _connections;

    public DatabaseBed(DatabaseConnectionSettings connection, TimeProvider? time = null)
    {
        _connections = new DatabaseConnections(new Dictionary<string, DatabaseConnectionSettings> { ["shop"] = connection });
        Component = new DatabaseComponent(_connections, time ?? TimeProvider.System);
    }

    public DatabaseComponent Component { get; }

    public void Dispose()
    {
        _connections.Dispose();
        Clean();
        GC.SuppressFinalize(this);
    }

    /// <summary>What else goes when the connections are closed.</summary>
    protected virtual void Clean()
    {
    }

    /// <param name="config">The step's config without its connection: <c>"sql": "…"</c>.</param>
    /// <param name="body">The message's body as JSON.</param>
    internal async Task<(ComponentEnd End, RecordingEmissions Emissions)> StepAsync(string uses, string config, string body)
    {
        var emissions = new RecordingEmissions();
        var end = await StepAsync(uses, config, body, emissions);
        return (end, emissions);
    }

    internal Task<ComponentEnd> StepAsync(string uses, string config, string body, IEmissions emissions) =>
        StopAsync(uses, config, body, emissions, CancellationToken.None);

    /// <param name="stopWork">The host's last word.</param>
    internal Task<ComponentEnd> StopAsync(string uses, string config, string body, IEmissions emissions, CancellationToken stopWork) =>
        StepRuns.RunAsync(Component, Step(uses, config), $$"""{"body":{{body}},"headers":{"retry":true} }""", emissions, replyTo: null, stopWork);

    /// <summary>Runs a message that must succeed.</summary>
    /// <returns>The bodies emitted.</returns>
    internal async Task<List<string>> EmitsAsync(string uses, string config, string body)
    {
        var (end, emissions) = await StepAsync(uses, config, body);
        Assert.IsType<ComponentEnd.Completed>(end);
        Assert.Equal(emissions.Emitted.Count, emissions.Data.Count);
        return emissions.Data.ConvertAll(message =>
        {
            Assert.StartsWith("{\"body\":", message);
            Assert.EndsWith(",\"headers\":{}}", message);
            return message["{\"body\":".Length..^",\"headers\":{}}".Length];
        });
    }

    /// <summary>Runs a message that must fail without emitting anything.</summary>
    internal async Task<StepError> FailsAsync(string uses, string config, string body)
    {
        var (end, emissions) = await StepAsync(uses, config, body);
        Assert.Empty(emissions.Emitted);
        return Assert.IsType<ComponentEnd.Threw>(end).Error;
    }

    internal static StepDefinition Step(string uses, string config) =>
        StepRuns.Step(uses, "{\"connection\": \"shop\", " + config + "}");
}
