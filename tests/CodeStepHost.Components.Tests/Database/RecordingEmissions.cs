using System.Text;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database;

/// <summary>Keeps what a component emits, logs and replies.</summary>
internal sealed class RecordingEmissions : IEmissions
{
    public List<Emission> Emitted { get; } = [];

    public List<string> Replies { get; } = [];

    public List<string> Warnings { get; } = [];

    public bool SomebodyWaits { get; init; } = true;

    /// <summary>Called for each emission first; what it returns is the broken limit.</summary>
    public Func<Emission, StepError?> OnEmit { get; init; } = _ => null;

    public List<string> Data => [.. Emitted.OfType<Emission.Data>().Select(data => Encoding.UTF8.GetString(data.Content.Span))];

    public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (OnEmit(emission) is { } limit)
            return ValueTask.FromResult<StepError?>(limit);
        Emitted.Add(emission);
        return default;
    }

    public void Log(StepLogLevel level, string text)
    {
        if (level == StepLogLevel.Warn)
            Warnings.Add(text);
    }

    public bool Reply(ReadOnlyMemory<byte> reply)
    {
        if (SomebodyWaits)
            Replies.Add(Encoding.UTF8.GetString(reply.Span));
        return SomebodyWaits;
    }
}
