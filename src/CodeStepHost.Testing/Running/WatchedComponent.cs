using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Testing.Running;

/// <summary>A component whose emissions are seen as they come, and go on as they are: ids that a script gave, errors beside a rebound.</summary>
internal sealed class WatchedComponent(IStepComponent inner) : IStepComponent
{
    /// <summary>What was emitted, in order.</summary>
    public List<Emission> Emissions { get; } = [];

    /// <summary>How the component's work ended.</summary>
    public ComponentEnd? End { get; private set; }

    public bool Runs(string uses) => inner.Runs(uses);

    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        new WatchedLane(await inner.OpenLaneAsync(flow, step, cancellationToken).ConfigureAwait(false), this);

    private sealed class WatchedLane(IStepLane inner, WatchedComponent watch) : IStepLane
    {
        public int Depth => inner.Depth;

        public bool UsesSnapshot => inner.UsesSnapshot;

        public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) =>
            watch.End = await inner.RunAsync(execution with { Emissions = new WatchedEmissions(execution.Emissions, watch) }, stopWork).ConfigureAwait(false);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class WatchedEmissions(IEmissions inner, WatchedComponent watch) : IEmissions
    {
        public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            watch.Emissions.Add(emission);
            return inner.EmitAsync(emission, cancellationToken);
        }

        public void Log(StepLogLevel level, string text) => inner.Log(level, text);

        public bool Reply(ReadOnlyMemory<byte> reply) => inner.Reply(reply);
    }
}
