using System.Globalization;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Routing;

/// <summary>A step with expressions at work: a lane of its script, whose choices become messages here, and whose errors get the place of their expression.</summary>
/// <param name="choice">Where messages go; null: where all that the step emits goes.</param>
internal sealed class ExpressionLane(IStepLane script, StepDefinition step, Choice? choice) : IStepLane
{
    public int Depth => script.Depth;

    public bool UsesSnapshot => script.UsesSnapshot;

    public async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        var emissions = choice is null ? execution.Emissions : new ChosenEmissions(execution, choice);
        var end = await script.RunAsync(execution with { Emissions = emissions }, stopWork).ConfigureAwait(false);
        return end switch
        {
            ComponentEnd.Threw threw => new ComponentEnd.Threw(AsAuthorsKnowIt(threw.Error)),
            ComponentEnd.LimitExceeded limit => new ComponentEnd.LimitExceeded(AsAuthorsKnowIt(limit.Error)),
            _ => end,
        };
    }

    public ValueTask DisposeAsync() => script.DisposeAsync();

    /// <summary>The host's own script is nothing that an author could open: its places and stacks are left out, and an expression's own are put in.</summary>
    private StepError AsAuthorsKnowIt(StepError error)
    {
        if (error is { Name: "ExpressionError", File: null or not FlowPackage.DefinitionFile } && error.Message.Split(':', 3) is [var number, var position, var message])
        {
            return ExpressionPlaces.Put(error with { Message = message }, step.Expressions[int.Parse(number, CultureInfo.InvariantCulture)], int.Parse(position, CultureInfo.InvariantCulture));
        }

        return HostScript.IsOwn(error.File) ? error with { File = null, Line = null, Column = null, Stack = null } : error;
    }

    /// <summary>Turns the numbers of the conditions that are true into the message for their steps.</summary>
    private sealed class ChosenEmissions(StepExecution execution, Choice choice) : IEmissions
    {
        public async ValueTask<StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken)
        {
            if (emission is not Emission.Data data)
                return await execution.Emissions.EmitAsync(emission, cancellationToken).ConfigureAwait(false);
            using var numbers = JsonDocument.Parse(data.Content);
            var targets = choice.Targets([.. numbers.RootElement.GetProperty("body").EnumerateArray().Select(number => number.GetInt32())]);
            if (targets is { Count: 0 })
            {
                Log(StepLogLevel.Debug, choice.Ending);
                return null;
            }

            return await execution.Emissions.EmitAsync(new Emission.Data(execution.Claimed.Message.Content) { To = targets }, cancellationToken).ConfigureAwait(false);
        }

        public void Log(StepLogLevel level, string text) => execution.Emissions.Log(level, text);

        public bool Reply(ReadOnlyMemory<byte> reply) => execution.Emissions.Reply(reply);
    }
}
