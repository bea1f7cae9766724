using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Database;

/// <summary>The lane of a step that cannot run: every message fails with the reason.</summary>
internal sealed class BrokenLane(StepError reason) : IStepLane
{
    public int Depth => 1;

    public bool UsesSnapshot => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) =>
        Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(reason));
}
