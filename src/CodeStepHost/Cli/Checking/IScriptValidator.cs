using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles scripts without running them.</summary>
internal interface IScriptValidator : IAsyncDisposable
{
    Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken);

    /// <summary>Tries how far scripts are confined on this machine.</summary>
    /// <exception cref="SandboxException">Not as far as they have to be.</exception>
    Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken);
}
