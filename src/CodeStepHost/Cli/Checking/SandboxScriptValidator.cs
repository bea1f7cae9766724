using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles scripts in a script process, as the host does.</summary>
internal sealed class SandboxScriptValidator : IScriptValidator
{
    private readonly SandboxPool _pool;
    private readonly ScriptHttp _http;
    private readonly CodeComponent _code;

    public SandboxScriptValidator(SandboxSettings settings, TimeProvider time)
    {
        _pool = new SandboxPool(new SandboxOptions { Spares = 0, Confinement = settings.Confinement }, time, NullLogger<SandboxPool>.Instance);
        _http = new ScriptHttp(time);
        _code = new CodeComponent(_pool, _http, time, NullLogger<CodeComponent>.Instance);
    }

    public Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        _code.ValidateAsync(flow, step, cancellationToken);

    public Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken) => _pool.ConfinementAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }
}
