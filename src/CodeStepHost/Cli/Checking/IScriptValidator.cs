using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles scripts without running them.</summary>
internal interface IScriptValidator : IAsyncDisposable
{
    Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken);
}
