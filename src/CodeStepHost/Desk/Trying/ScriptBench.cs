using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Testing.Cases;
using CodeStepHost.Testing.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Desk.Trying;

/// <summary>Compiles, tries and tests scripts again and again, in script processes that stay warm.</summary>
internal sealed class ScriptBench : IAsyncDisposable
{
    private readonly SandboxPool _pool;
    private readonly ScriptHttp _http;
    private readonly CodeComponent _code;
    private readonly StepTrial _trial;
    private readonly CaseRunner _cases;

    /// <param name="sandboxPath">The script process's program; null: in the folder <c>sandbox</c> beside this one.</param>
    public ScriptBench(Uri hostUrl, TimeProvider time, string? sandboxPath = null)
    {
        // A second process stands ready, so that a script that was ended in the middle costs the next try no start.
        _pool = new SandboxPool(new SandboxOptions { Spares = 1, SandboxPath = sandboxPath, HoldTime = TimeSpan.Zero }, time, NullLogger<SandboxPool>.Instance);
        _http = new ScriptHttp(time);
        _code = new CodeComponent(_pool, _http, time, NullLogger<CodeComponent>.Instance);
        _trial = new StepTrial(_pool, _http, time);
        _cases = new CaseRunner(new CaseRunnerOptions { HostUrl = hostUrl, SandboxPath = sandboxPath });
    }

    /// <summary>Compiles a step's script.</summary>
    public Task<IReadOnlyList<ScriptFinding>> CheckAsync(FlowInFolder flow, StepDefinition step, CancellationToken cancellationToken) =>
        _code.ValidateAsync(new FlowVersion(1, flow.Package, flow.Definition), step, cancellationToken);

    /// <summary>Runs a sample; everything is told as it comes.</summary>
    public Task<ComponentEnd> TryAsync(Sample sample, IEmissions emissions, Action<string, string> called, CancellationToken cancellationToken) =>
        _trial.RunAsync(sample.Input, emissions, called, sample.IsRecorded, cancellationToken);

    /// <summary>Runs cases.</summary>
    public Task<IReadOnlyList<CaseResult>> TestAsync(IReadOnlyList<TestCase> cases, CancellationToken cancellationToken) =>
        _cases.RunAsync(cases, static _ => { }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _cases.DisposeAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }
}
