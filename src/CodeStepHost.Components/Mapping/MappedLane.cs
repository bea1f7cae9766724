using System.Text.Json;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Mapping;

/// <summary>A step with <c>input</c> that does its work in this process. What fails, rebounds and is retried is the message as it came.</summary>
/// <param name="input">Emits the body that <c>input</c> makes.</param>
/// <param name="isExempt">Whether a message is one of the step's own, and no incoming one.</param>
internal sealed class MappedLane(IStepLane input, IStepLane working, Func<ReadOnlyMemory<byte>, bool> isExempt) : IStepLane
{
    public int Depth => 1;

    public bool UsesSnapshot => working.UsesSnapshot;

    public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        var message = execution.Claimed.Message;
        try
        {
            if (isExempt(message.Content))
                return await working.RunAsync(execution, stopWork).ConfigureAwait(false);
            var told = new EvaluatedContent(execution.Emissions);
            var end = await input.RunAsync(execution with { Emissions = told, Snapshot = default, Keys = default }, stopWork).ConfigureAwait(false);
            if (end is not ComponentEnd.Completed)
                return end;
            var content = JsonMembers.WithBody(message.Content, JsonMembers.Find(told.Content, "body"u8).Span);
            return await working.RunAsync(execution with { Claimed = execution.Claimed with { Message = message with { Content = content } } }, stopWork).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            return new ComponentEnd.Threw(new StepError(nameof(JsonException), exception.Message));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await input.DisposeAsync().ConfigureAwait(false);
        await working.DisposeAsync().ConfigureAwait(false);
    }
}
