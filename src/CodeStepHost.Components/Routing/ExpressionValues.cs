using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Routing;

/// <summary>Evaluates expressions of a step that does its work in this process: they run in a script process, as those of a step that filters do.</summary>
internal sealed class ExpressionValues : IAsyncDisposable
{
    private readonly IStepLane? _lane;

    private ExpressionValues(IStepLane? lane) => _lane = lane;

    /// <summary>Opens what evaluates these expressions of a step; nothing is opened for none.</summary>
    public static async ValueTask<ExpressionValues> OpenAsync(CodeComponent code, FlowVersion flow, StepDefinition step, IReadOnlyList<StepExpression> expressions, CancellationToken cancellationToken)
    {
        if (expressions.Count == 0)
            return new ExpressionValues(null);
        var part = step with { Expressions = expressions };
        var script = HostScript.ValuesOf(part);
        var lane = await code.OpenLaneAsync(script.In(flow), script.Step, cancellationToken).ConfigureAwait(false);
        return new ExpressionValues(new ExpressionLane(lane, part, choice: null));
    }

    public ValueTask DisposeAsync() => _lane?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The values for a message, in the order of the expressions.</summary>
    /// <param name="content">The message that the expressions see.</param>
    /// <param name="enough">Ends the waiting; the evaluation itself ends by its own limits.</param>
    /// <returns>Null where an expression gives nothing.</returns>
    /// <exception cref="NotEvaluatedException">They have no values.</exception>
    public async Task<IReadOnlyList<JsonElement?>> OfAsync(StepExecution execution, ReadOnlyMemory<byte> content, CancellationToken enough, CancellationToken stopWork)
    {
        if (_lane is null)
            return [];
        var answer = new EvaluatedContent(execution.Emissions);
        var claimed = execution.Claimed with { Message = execution.Claimed.Message with { Content = content } };
        var end = await _lane.RunAsync(execution with { Claimed = claimed, Snapshot = default, Keys = default, Emissions = answer }, stopWork).WaitAsync(enough).ConfigureAwait(false);
        if (end is not ComponentEnd.Completed)
            throw new NotEvaluatedException(end);
        using var message = MessageJson.Parse(answer.Content);
        return [.. MessageJson.Body(message).EnumerateArray().Select(value => value.GetArrayLength() == 0 ? (JsonElement?)null : value[0].Clone())];
    }
}

/// <summary>A step's expressions could not be evaluated for a message.</summary>
/// <param name="end">What becomes of the message.</param>
internal sealed class NotEvaluatedException(ComponentEnd end) : Exception
{
    public ComponentEnd End => end;
}
