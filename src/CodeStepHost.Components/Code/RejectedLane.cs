using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Code;

/// <summary>The lane of a step whose script does not compile: each message ends with the compiler's words.</summary>
internal sealed class RejectedLane(StepError error) : IStepLane
{
    private readonly Task<ComponentEnd> _end = Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(error));

    public int Depth => 1;

    public bool UsesSnapshot => false;

    public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork) => _end;

    public ValueTask DisposeAsync() => default;
}
