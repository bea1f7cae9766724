using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Routing;

/// <summary>Takes what a script process evaluates for a step that does its work in this process: it is emitted here, and goes no further.</summary>
internal sealed class EvaluatedContent(IEmissions outer) : IEmissions
{
    /// <summary>The content of the last message that was emitted.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        if (emission is Emission.Data data)
            Content = data.Content;
        return ValueTask.FromResult<StepError?>(null);
    }

    public void Log(StepLogLevel level, string text) => outer.Log(level, text);

    public bool Reply(ReadOnlyMemory<byte> reply) => false;
}
