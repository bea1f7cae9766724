using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles the scripts, and reads the expressions, of steps without running them.</summary>
internal interface IScriptValidator : IAsyncDisposable
{
    /// <summary>Brings the lock file of a flow's packages up to date, in its folder.</summary>
    /// <returns>The flow with its lock file, and what is wrong with the packages that its scripts ask for.</returns>
    Task<(FlowInFolder Flow, IReadOnlyList<ScriptFinding> Findings)> LockPackagesAsync(FlowInFolder flow, CancellationToken cancellationToken) =>
        Task.FromResult<(FlowInFolder, IReadOnlyList<ScriptFinding>)>((flow, []));

    Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken);

    /// <summary>Tries how far scripts are confined on this machine.</summary>
    /// <exception cref="SandboxException">Not as far as they have to be.</exception>
    Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken);
}
