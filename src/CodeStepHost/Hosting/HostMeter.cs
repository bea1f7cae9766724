using System.Diagnostics.Metrics;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Hosting;

/// <summary>
/// The figures of steps and script processes for whoever listens, such as <c>GET /metrics</c> or <c>dotnet-counters</c>: the meter <c>CodeStepHost</c>.
/// The page on operating lists them; their names are stable.
/// </summary>
internal sealed class HostMeter : IDisposable
{
    public const string Name = "CodeStepHost";

    private readonly Meter _meter = new(Name);

    public HostMeter(StepFigures steps, SandboxPool pool, Quarantines quarantines)
    {
        _meter.CreateObservableUpDownCounter("codestep.step.messages", steps.Messages, "{message}", "Messages that steps hold, by state.");
        _meter.CreateObservableCounter("codestep.step.executions", steps.Executions, "{execution}", "Executions since the flow was first deployed, by outcome.");
        _meter.CreateObservableUpDownCounter("codestep.step.open_errors", steps.OpenErrors, "{error}", "Errors on the list.");
        _meter.CreateObservableUpDownCounter("codestep.sandbox.processes", () => States(pool.Status), "{process}", "Script processes by what they are doing.");
        _meter.CreateObservableUpDownCounter("codestep.sandbox.waiting", () => pool.Status.Waiting, "{step}", "Steps that wait for a script process.");
        _meter.CreateObservableCounter("codestep.sandbox.started", () => pool.Status.Started, "{process}", "Script processes that became warm.");
        _meter.CreateObservableCounter("codestep.sandbox.start_failures", () => pool.Status.StartFailures, "{process}", "Starts of script processes that failed.");
        _meter.CreateObservableCounter("codestep.sandbox.ended", () => pool.Status.EndedBy.Select(ended => Measured(ended.Value, "reason", ended.Key)), "{process}", "Script processes that ended, by the reason.");
        _meter.CreateObservableGauge("codestep.sandbox.confinement", () => Level(pool.Status), description: "How far scripts are confined: 2 full, 1 reduced, 0 not at all.");
        _meter.CreateObservableUpDownCounter("codestep.quarantine.steps", () => quarantines.Count, "{step}", "Versions of steps in quarantine or on hold.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> States(SandboxStatus status) =>
    [
        Measured(status.Busy, "state", "busy"),
        Measured(status.Idle, "state", "idle"),
        Measured(status.Spare, "state", "spare"),
        Measured(status.Starting, "state", "starting"),
    ];

    private static IEnumerable<Measurement<int>> Level(SandboxStatus status) => status.Confinement is { } report
        ? [Measured(report.Level switch { ConfinementLevel.Full => 2, ConfinementLevel.Reduced => 1, _ => 0 }, "level", report.Level.ToString().ToLowerInvariant())]
        : [];

    private static Measurement<T> Measured<T>(T value, string tag, string word)
        where T : struct => new(value, new KeyValuePair<string, object?>(tag, word));
}
