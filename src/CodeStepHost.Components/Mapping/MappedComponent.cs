using CodeStepHost.Components.Aggregating;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Mapping;

/// <summary>
/// Gives the steps of another component their <c>input</c>: they work on the body that it makes. Its JSONata runs in a script process; where the step's own
/// work does too, in the same one and with the same request.
/// </summary>
/// <param name="code">Evaluates <c>input</c>.</param>
public sealed class MappedComponent(CodeComponent code, IStepComponent inner) : IStepComponent
{
    /// <inheritdoc/>
    public bool Runs(string uses) => inner.Runs(uses);

    /// <inheritdoc/>
    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        if (step.Input is null || step.Uses is StepKinds.Code or StepKinds.Split or StepKinds.Transform)
            return await inner.OpenLaneAsync(flow, step, cancellationToken).ConfigureAwait(false);
        var script = HostScript.InputOf(step);
        var telling = await code.OpenLaneAsync(script.In(flow), script.Step, cancellationToken).ConfigureAwait(false);
        var working = await inner.OpenLaneAsync(flow, step with { Input = null }, cancellationToken).ConfigureAwait(false);
        return new MappedLane(new ExpressionLane(telling, step, choice: null), working, step.Uses == StepKinds.Aggregate ? AggregateLane.IsToItself : static _ => false);
    }
}
