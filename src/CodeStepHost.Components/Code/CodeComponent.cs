using System.Collections.Concurrent;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Components.Code;

/// <summary>Runs Code steps: scripts in processes of their own.</summary>
public sealed partial class CodeComponent : IStepComponent
{
    /// <summary>How many messages may be on their way in a script's process at once.</summary>
    public const int DefaultDepth = 64;

    // A person waits for what is found in a script, and can try again.
    private static readonly TimeSpan ValidationPatience = TimeSpan.FromMinutes(1);

    private readonly SandboxPool _pool;
    private readonly IScriptHttp _http;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly int _depth;
    private readonly ScriptPackages _packages;
    private readonly PreparedScripts _scripts;
    private readonly Quarantines? _quarantines;

    // A step may have many lanes; what is wrong with its script is logged once.
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <param name="pool">The processes; the caller disposes of it, after the lanes.</param>
    /// <param name="http">Makes the scripts' HTTP calls; the caller disposes of it.</param>
    /// <param name="depth">How many messages a lane takes at once, at least 1; a step that uses its snapshot takes one.</param>
    /// <param name="assemblies">Where compiled C# scripts are kept; null: nowhere.</param>
    /// <param name="packages">The packages that C# scripts may use; null: none.</param>
    /// <param name="quarantines">Told of each process that a script has ended; steps in quarantine do not run. Null: nothing is counted.</param>
    public CodeComponent(SandboxPool pool, ScriptHttp http, TimeProvider time, ILogger<CodeComponent> logger, int depth = DefaultDepth, AssemblyCache? assemblies = null, ScriptPackages? packages = null, Quarantines? quarantines = null)
        : this(pool, (IScriptHttp)http, time, logger, depth, assemblies, packages, quarantines)
    {
    }

    internal CodeComponent(SandboxPool pool, IScriptHttp http, TimeProvider time, ILogger<CodeComponent> logger, int depth = DefaultDepth, AssemblyCache? assemblies = null, ScriptPackages? packages = null, Quarantines? quarantines = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _pool = pool;
        _http = http;
        _time = time;
        _log = logger;
        _depth = depth;
        _packages = packages ?? ScriptPackages.None;
        _quarantines = quarantines;
        _scripts = new PreparedScripts(pool.Options.CompileTime, assemblies);
    }

    /// <inheritdoc/>
    public bool Runs(string uses) => uses == StepKinds.Code;

    /// <inheritdoc/>
    public async ValueTask<IStepLane> OpenLaneAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        var (script, missing) = await ScriptOfAsync(flow, step, cancellationToken);
        if (missing is not null)
            return new RejectedLane(script.Rejection([missing]));

        var calls = new ScriptCalls(_http, EgressRules.Parse(step.Egress));
        var text = _scripts.TextOf(script, default);
        PreparedScript prepared;
        try
        {
            prepared = await PrepareAsync(script, text, cancellationToken);
        }
        catch (SandboxException e)
        {
            // Perhaps the script's fault, perhaps the machine's: each message tries again, and fails with the reason.
            LogNotPrepared(flow.Definition.Name, step.Name, e.Message);
            return new CodeLane(_pool, _scripts, calls, script, _time, usesSnapshot: true, depth: 1, _quarantines);
        }

        var findings = prepared.Diagnostics.Select(ScriptFinding.From).ToList();
        foreach (var finding in _told.TryAdd(text.Key, true) ? findings : [])
            LogFinding(finding.Severity == "error" ? LogLevel.Error : LogLevel.Warning, flow.Definition.Name, step.Name, finding);
        return prepared.EntryPoint is null
            ? new RejectedLane(script.Rejection(findings))
            : new CodeLane(_pool, _scripts, calls, script, _time, prepared.UsesSnapshot, _depth, _quarantines);
    }

    /// <summary>Compiles a step's script and looks it through for mistakes without running it, before it is deployed.</summary>
    /// <returns>Errors and warnings, each file's in the order of their places; the step may be deployed when none of them is an error.</returns>
    public async Task<IReadOnlyList<ScriptFinding>> ValidateAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        var (script, missing) = await ScriptOfAsync(flow, step, cancellationToken);
        if (missing is not null)
            return [missing];
        try
        {
            var prepared = await PrepareAsync(script, script.ToLint(), cancellationToken, ValidationPatience);
            var findings = prepared.Diagnostics.Select(ScriptFinding.From).ToList();
            return prepared.EntryPoint is null && findings.TrueForAll(finding => finding.Severity != "error")
                ? [.. findings, new ScriptFinding("error", FindingCodes.Rejected, "The script was rejected without a reason.", step.Script!, 0, 0, null)]
                : findings;
        }
        catch (SandboxException e)
        {
            return [new ScriptFinding("error", FindingCodes.NotCompiled, e.Message, step.Script!, 0, 0, e.Death is { IsSlowCompiler: true } ? "If the machine was busy, try again." : null)];
        }
    }

    /// <summary>The script with the packages that it asks for, and what keeps it from running, if anything does.</summary>
    private async Task<(StepScript Script, ScriptFinding? Missing)> ScriptOfAsync(FlowVersion flow, StepDefinition step, CancellationToken cancellationToken)
    {
        var script = new StepScript(flow, step);
        if (script.Missing is not null || !script.IsCSharp)
            return (script, script.Missing);
        try
        {
            var libraries = await _packages.AssembliesAsync(step.Script!, flow.Package.Files, cancellationToken);
            return (libraries.Count == 0 ? script : new StepScript(flow, step, libraries), null);
        }
        catch (PackageException e)
        {
            return (script, e.ToFinding(step.Script!));
        }
    }

    private async Task<PreparedScript> PrepareAsync(StepScript script, ScriptText text, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        if (_scripts.Find(text) is { } known)
            return known;
        var process = await _pool.RentAsync(script.Flow, script.Step.Limits.Memory, text.Key, cancellationToken, patience);
        try
        {
            return (await _scripts.PrepareAsync(process, text)).Prepared;
        }
        finally
        {
            _pool.Return(process);
        }
    }

    [LoggerMessage(Message = "The script of step {Flow}/{Step}: {Finding}")]
    private partial void LogFinding(LogLevel level, string flow, string step, ScriptFinding finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The script of step {Flow}/{Step} could not be compiled ahead: {Why}")]
    private partial void LogNotPrepared(string flow, string step, string why);
}
