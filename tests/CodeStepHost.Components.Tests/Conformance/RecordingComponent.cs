using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>Notes, in order, what a component hands over while it works; all of it passes on.</summary>
internal sealed class RecordingComponent(IStepComponent inner) : IStepComponent
{
    /// <summary>Emissions, and replies as their bytes.</summary>
    public List<object> Emitted { get; } = [];

    public bool Runs(string uses) => inner.Runs(uses);

    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        new Lane(await inner.OpenLaneAsync(flow, step, cancellationToken), Emitted);

    private sealed class Lane(IStepLane inner, List<object> emitted) : IStepLane
    {
        public int Depth => inner.Depth;

        public bool UsesSnapshot => inner.UsesSnapshot;

        public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) =>
            inner.RunAsync(execution with { Emissions = new Emissions(execution.Emissions, emitted) }, stopWork);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Emissions(IEmissions inner, List<object> emitted) : IEmissions
    {
        public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            emitted.Add(emission);
            return inner.EmitAsync(emission, cancellationToken);
        }

        public void Log(StepLogLevel level, string text) => inner.Log(level, text);

        public bool Reply(ReadOnlyMemory<byte> reply)
        {
            var answered = inner.Reply(reply);
            emitted.Add(reply);
            return answered;
        }
    }
}
