using System.Threading.Tasks.Sources;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Holds the first emission up, and tells when the component has begun to wait for it.</summary>
internal sealed class HeldEmissions : IEmissions, IValueTaskSource<StepError?>
{
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManualResetValueTaskSourceCore<StepError?> _first = new() { RunContinuationsAsynchronously = true };
    private int _count;

    public Task Awaited => _awaited.Task;

    public int Count => Volatile.Read(ref _count);

    public void LetGo() => _first.SetResult(null);

    public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref _count) == 1 ? new ValueTask<StepError?>(this, _first.Version) : default;

    public void Log(StepLogLevel level, string text)
    {
    }

    public bool Reply(ReadOnlyMemory<byte> reply) => false;

    StepError? IValueTaskSource<StepError?>.GetResult(short token) => _first.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<StepError?>.GetStatus(short token) => _first.GetStatus(token);

    void IValueTaskSource<StepError?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _first.OnCompleted(continuation, state, token, flags);
        _awaited.TrySetResult();
    }
}
