using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Cli.Checking;

/// <summary>Asks a named database for one row, by the same component that steps use.</summary>
internal static class ConnectionProbe
{
    private static readonly byte[] Empty = """{"body":{},"headers":{}}"""u8.ToArray();

    /// <returns>What is wrong; null when it answered.</returns>
    public static async Task<string?> TryAsync(string name, ConnectionSettings connection, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var connections = new DatabaseConnections(new Dictionary<string, DatabaseConnectionSettings> { [name] = new(connection.Engine, connection.ConnectionString) });
            var step = new StepDefinition
            {
                Name = "probe",
                Uses = StepKinds.DatabaseSelect,
                Config = JsonSerializer.Serialize(new { connection = name, sql = "select 1 as answer", emit = "all", timeout = "10s" }),
            };
            var flow = new FlowVersion(1, new FlowPackage("doctor", new Dictionary<string, string>()), new FlowDefinition { Name = "doctor", Steps = [step] });
            var lane = await new DatabaseComponent(connections, time).OpenLaneAsync(flow, step, cancellationToken).ConfigureAwait(false);
            await using (lane.ConfigureAwait(false))
                return Problem(await lane.RunAsync(Execution(), cancellationToken).ConfigureAwait(false));
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private static string? Problem(ComponentEnd end) => end switch
    {
        ComponentEnd.Completed => null,
        ComponentEnd.Threw { Error: var error } => error.Cause is { } cause ? $"{error.Message}: {cause.Message}" : error.Message,
        ComponentEnd.LimitExceeded limit => limit.Error.Message,
        _ => "it did not answer",
    };

    private static StepExecution Execution()
    {
        var message = new NewMessage { Id = "probe", Address = new StepAddress("doctor", "probe"), FlowVersion = 1, Run = "probe", Thread = "probe", Content = Empty };
        return new StepExecution(new ClaimedMessage(default, message, 1, 0, default), default, default, default, 0, new Unheard());
    }

    private sealed class Unheard : IEmissions
    {
        public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken) => default;

        public void Log(StepLogLevel level, string text)
        {
            // Nobody asked for the probe's own log.
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => false;
    }
}
