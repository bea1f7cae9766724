using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Aggregating;

/// <summary>
/// <c>aggregate</c> gathers messages into groups and emits each group as one message when it is complete: when it has <c>count</c> items, or when its
/// first item has waited for <c>time</c>. Groups that are not complete are in the step's snapshot, which is committed with the message: they survive
/// restarts, and no item is lost or gathered twice.
/// </summary>
/// <param name="code">Evaluates <c>key</c> and <c>item</c>.</param>
public sealed class AggregateComponent(CodeComponent code, TimeProvider time) : IStepComponent
{
    /// <inheritdoc/>
    public bool Runs(string uses) => uses == StepKinds.Aggregate;

    /// <inheritdoc/>
    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        try
        {
            using var config = new ConfigReader(step, "count", "time", "key", "item");
            var expressions = await ExpressionValues.OpenAsync(code, flow, step, step.Expressions, cancellationToken).ConfigureAwait(false);
            return new AggregateLane(step, expressions, config.Find("count")?.GetInt32(), config.Duration("time"), time);
        }
        catch (StepFailedException exception)
        {
            return new BrokenLane(exception.Error);
        }
    }
}
