using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Redacting;

/// <summary>Gives each step the redactor for all that is told of its executions: it knows the host's secrets and those that the step's config names.</summary>
/// <param name="ofHost">What the host knows.</param>
/// <param name="secretsOf">The secrets that a step's config names; null: none does.</param>
public sealed class StepRedactors(Redactor ofHost, Func<StepDefinition, IEnumerable<KnownSecret>>? secretsOf = null)
{
    /// <summary>The redactor of one step; its stored credential is added for each execution.</summary>
    public Redactor Of(StepDefinition step) => ofHost.With(secretsOf?.Invoke(step) ?? []);
}
