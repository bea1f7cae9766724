using System.Text;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Keeps what a component emits; a test may hold emissions up, or refuse them.</summary>
internal sealed class RecordingEmissions : IEmissions
{
    private readonly Lock _gate = new();
    private readonly List<Emission> _all = [];
    private readonly TaskCompletionSource _any = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Emission> All
    {
        get
        {
            lock (_gate)
                return [.. _all];
        }
    }

    public List<(StepLogLevel Level, string Text)> Logs { get; } = [];

    public List<string> Replies { get; } = [];

    /// <summary>What each emission waits for before it is kept.</summary>
    public Func<Emission, ValueTask<StepError?>>? OnEmit { get; set; }

    public IEnumerable<string> Data => All.OfType<Emission.Data>().Select(data => Encoding.UTF8.GetString(data.Content.Span));

    /// <summary>Ends when the first emission is there.</summary>
    public Task AnyAsync() => _any.Task;

    public async ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        if (OnEmit is { } onEmit && await onEmit(emission).AsTask().WaitAsync(cancellationToken) is { } broken)
            return broken;
        lock (_gate)
            _all.Add(emission);
        _any.TrySetResult();
        return null;
    }

    public void Log(StepLogLevel level, string text) => Logs.Add((level, text));

    public bool Reply(ReadOnlyMemory<byte> reply)
    {
        Replies.Add(Encoding.UTF8.GetString(reply.Span));
        return true;
    }
}
