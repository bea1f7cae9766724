using System.Diagnostics.Metrics;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Hosting;
using CodeStepHost.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Tests.Hosting;

public sealed class HostMeterTests
{
    [Fact]
    public async Task Figures_of_script_processes_have_names_and_units()
    {
        await using var pool = new SandboxPool(new SandboxOptions { Spares = 1, Confinement = ScriptConfinement.OffITrustEveryScript }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        var quarantines = new Quarantines(QuarantineRules.Default, TimeProvider.System);
        using var folder = new FlowFolder();
        await using var store = await SqliteFlowStore.OpenAsync(Path.Combine(folder.Root, "codestep.db"), TimeProvider.System, TestContext.Current.CancellationToken);
        using var meter = new HostMeter(new StepFigures(store.Queries, TimeProvider.System), pool, quarantines);
        await pool.ConfinementAsync(TestContext.Current.CancellationToken);
        quarantines.Killed(new StepAddress("orders", "map"), 1, "m", new StepError("Error", "out") { Code = ErrorCodes.ForbiddenCall });

        await Verify(Read());
    }

    private static string Read()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == HostMeter.Name)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => lines.Add(Line(instrument, value, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => lines.Add(Line(instrument, value, tags)));
        listener.Start();
        listener.RecordObservableInstruments();
        return string.Join('\n', lines);
    }

    private static string Line(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}} {value} {instrument.Unit}".TrimEnd();
}
