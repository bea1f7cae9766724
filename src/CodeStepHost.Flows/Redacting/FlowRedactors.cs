using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>
/// Gives each flow the redactor for all that is told of its executions: logs, errors, rebounds' reasons, recordings. It knows the host's secrets and those that
/// the configs of all its steps name, since what one step was told another one may log.
/// </summary>
/// <param name="ofHost">What the host knows.</param>
/// <param name="secretsOf">The secrets that a step's config names; null: none does.</param>
public sealed class FlowRedactors(Redactor ofHost, Func<StepDefinition, IEnumerable<KnownSecret>>? secretsOf = null)
{
    /// <summary>The redactor of a flow; a step's stored credential is added for each execution.</summary>
    public Redactor Of(FlowDefinition flow) => secretsOf is null ? ofHost : ofHost.With(flow.Steps.SelectMany(secretsOf).Distinct());
}
