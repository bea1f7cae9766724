using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Routing;

/// <summary>Asks a script process what is wrong with a step's expressions. It is sent one message, of nobody's, and emits the answer.</summary>
internal sealed class ExpressionCheck(StepDefinition step) : IEmissions
{
    /// <summary>The stable code of a finding.</summary>
    private const string Code = "expression.syntax";

    private ReadOnlyMemory<byte> _answer;

    /// <param name="lane">Of the script that checks.</param>
    public async Task<IReadOnlyList<ScriptFinding>> RunAsync(IStepLane lane, FlowVersion flow, CancellationToken cancellationToken)
    {
        var message = new NewMessage
        {
            Id = "check",
            Address = new StepAddress(flow.Definition.Name, step.Name),
            FlowVersion = flow.Number,
            Run = "check",
            Thread = "check",
            Content = """{"body":{},"headers":{}}"""u8.ToArray(),
        };
        var claimed = new ClaimedMessage(default, message, Attempt: 1, Rebounds: 0, DateTimeOffset.UnixEpoch);
        var end = await lane.RunAsync(new StepExecution(claimed, default, default, DateTimeOffset.UnixEpoch, Seed: 1, this), cancellationToken).ConfigureAwait(false);
        return end switch
        {
            ComponentEnd.Completed => Findings(),
            ComponentEnd.Threw threw => [NotChecked(threw.Error)],
            ComponentEnd.LimitExceeded limit => [NotChecked(limit.Error)],
            ComponentEnd.SandboxLost lost => [NotChecked(lost.Error)],
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }

    public ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
    {
        if (emission is Emission.Data data)
            _answer = data.Content;
        return ValueTask.FromResult<StepError?>(null);
    }

    public void Log(StepLogLevel level, string text)
    {
        // Nobody reads it: the script that checks logs nothing.
    }

    public bool Reply(ReadOnlyMemory<byte> reply) => false;

    private IReadOnlyList<ScriptFinding> Findings()
    {
        using var answer = JsonDocument.Parse(_answer);
        return [.. step.Expressions
            .Zip(answer.RootElement.GetProperty("body").EnumerateArray(), (expression, problem) => (expression, problem))
            .Where(checkedOne => checkedOne.problem.ValueKind == JsonValueKind.Object)
            .Select(checkedOne => Finding(checkedOne.expression, checkedOne.problem))];
    }

    private static ScriptFinding Finding(StepExpression expression, JsonElement problem)
    {
        var position = problem.GetProperty("position").GetInt32();
        var (line, column) = expression.PlaceOf(Math.Max(0, position));
        var message = $"`{expression.Key}` is no JSONata: {problem.GetProperty("message").GetString()} ({problem.GetProperty("code").GetString()})";
        return new ScriptFinding("error", Code, ShownText.Clean(message, ShownText.MessageLength), expression.File, line, column, null);
    }

    private ScriptFinding NotChecked(StepError error)
    {
        var first = step.Expressions[0];
        return new ScriptFinding("error", error.Code ?? Code, $"`{first.Key}` could not be checked: {error.Message}", first.File, first.Line, first.Column, null);
    }
}
