using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles the scripts, and reads the expressions, of steps without running them.</summary>
internal interface IScriptValidator : IAsyncDisposable
{
    Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken);
}
