using CodeStepHost.Cli.Checking;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Tests.Cli;

/// <summary>Finds the same in every script.</summary>
internal sealed class Finds(params ScriptFinding[] findings) : IScriptValidator
{
    public Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ScriptFinding>>(findings);

    public Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ConfinementReport(ConfinementLevel.Full, "landlock abi 7, seccomp, rlimits, user 65530"));

    public ValueTask DisposeAsync() => default;
}
