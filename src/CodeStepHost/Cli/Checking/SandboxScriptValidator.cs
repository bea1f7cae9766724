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

    /// <param name="dataFolder">Where the host that will run the scripts finds what they were compiled to; null: nothing is kept.</param>
    public SandboxScriptValidator(TimeProvider time, string? dataFolder)
    {
        var options = new SandboxOptions { Spares = 0 };
        _pool = new SandboxPool(options, time, NullLogger<SandboxPool>.Instance);
        _http = new ScriptHttp(time);
        _code = new CodeComponent(_pool, _http, time, NullLogger<CodeComponent>.Instance, assemblies: dataFolder is null ? null : new AssemblyCache(dataFolder, options));
    }

    public Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        _code.ValidateAsync(flow, step, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }
}
