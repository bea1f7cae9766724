using CodeStepHost.Components.Code;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Cli.Checking;

/// <summary>Compiles scripts in a script process, as the host does.</summary>
internal sealed class SandboxScriptValidator : IScriptValidator
{
    private readonly SandboxPool _pool;
    private readonly ScriptHttp _http;
    private readonly CodeComponent _code;
    private readonly ScriptPackages _packages;

    /// <param name="dataFolder">Where the host that will run the scripts finds what they were compiled to; null: nothing is kept.</param>
    /// <param name="settings">The settings that hold for the scripts; null: the defaults.</param>
    public SandboxScriptValidator(TimeProvider time, string? dataFolder, HostSettings? settings)
    {
        var sandbox = settings?.Sandbox ?? SandboxSettings.Default;
        var options = new SandboxOptions { Spares = 0, Confinement = sandbox.Confinement, Bubblewrap = sandbox.Bubblewrap ? Bubblewrap.Find() : null };
        _packages = settings is null ? ScriptPackages.None : new ScriptPackages(settings.Scripts.Packages, dataFolder);
        _pool = new SandboxPool(options, time, NullLogger<SandboxPool>.Instance);
        _http = new ScriptHttp(time);
        _code = new CodeComponent(_pool, _http, time, NullLogger<CodeComponent>.Instance, assemblies: dataFolder is null ? null : new AssemblyCache(dataFolder, options), packages: _packages);
    }

    public Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken) =>
        step.Expressions.Count > 0
            ? new RoutingComponent(_code).ValidateAsync(flow, step, cancellationToken)
            : _code.ValidateAsync(flow, step, cancellationToken);

    public async Task<(FlowInFolder Flow, IReadOnlyList<ScriptFinding> Findings)> LockPackagesAsync(FlowInFolder flow, CancellationToken cancellationToken)
    {
        var scripts = flow.Definition.Steps.Where(step => step.Uses == StepKinds.Code && step.Script is not null).Select(step => step.Script!).Distinct().ToList();
        var (text, findings) = await _packages.LockAsync(scripts, flow.Package.Files, cancellationToken).ConfigureAwait(false);
        if (text is null)
            return (flow, findings);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(flow.Folder, PackageLock.FileName), text, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (flow, [new ScriptFinding("error", "script.package", $"{PackageLock.FileName} cannot be written: {e.Message}", PackageLock.FileName, 0, 0, "It belongs beside flow.yaml, and into version control.")]);
        }

        var files = new Dictionary<string, string>(flow.Package.Files, StringComparer.Ordinal) { [PackageLock.FileName] = text };
        return (flow with { Package = flow.Package with { Files = files } }, findings);
    }

    public Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken) => _pool.ConfinementAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }
}
