using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Routing;

/// <summary>
/// <c>filter</c>, <c>route</c>, <c>split</c> and <c>transform</c>: steps that do what JSONata expressions in their config say. JSONata is evaluated by its
/// reference implementation, which is JavaScript: each of these steps is a Code step with a script of the host's own, within the same limits and in the same
/// processes. A message that is filtered or routed stays here meanwhile and is passed on as it came, byte for byte.
/// </summary>
/// <param name="code">Runs the scripts.</param>
public sealed class RoutingComponent(CodeComponent code) : IStepComponent
{
    /// <inheritdoc/>
    public bool Runs(string uses) => StepKinds.HasExpressions(uses);

    /// <inheritdoc/>
    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        var script = HostScript.Of(step);
        var lane = await code.OpenLaneAsync(script.In(flow), script.Step, cancellationToken).ConfigureAwait(false);
        return new ExpressionLane(lane, step, Choice.Of(step));
    }

    /// <summary>Reads a step's expressions without a message, for <c>codestep validate</c> and <c>deploy</c>.</summary>
    /// <returns>What is wrong with them, in their order; the step can run when nothing is.</returns>
    public async Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        var script = HostScript.CheckOf(step);
        var lane = await code.OpenLaneAsync(script.In(flow), script.Step, cancellationToken).ConfigureAwait(false);
        await using var closing = lane.ConfigureAwait(false);
        return await new ExpressionCheck(step).RunAsync(lane, flow, cancellationToken).ConfigureAwait(false);
    }
}
