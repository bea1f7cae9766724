using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Database;

/// <summary>Runs one message in one step.</summary>
internal static class StepRuns
{
    public static StepDefinition Step(string uses, string config) => new() { Name = "step", Uses = uses, Config = config };

    /// <inheritdoc cref="RunAsync(IStepComponent, StepDefinition, string, IEmissions, string?, CancellationToken)"/>
    public static Task<ComponentEnd> RunMessageAsync(IStepComponent component, StepDefinition step, string content, IEmissions emissions, string? replyTo = null) =>
        RunAsync(component, step, content, emissions, replyTo, CancellationToken.None);

    /// <param name="content">The message: <c>{"body": …}</c>.</param>
    public static async Task<ComponentEnd> RunAsync(
        IStepComponent component, StepDefinition step, string content, IEmissions emissions, string? replyTo, CancellationToken stopWork)
    {
        var definition = new FlowDefinition { Name = "flow", Steps = [step] };
        var flow = new FlowVersion(1, new FlowPackage("flow", new Dictionary<string, string>()), definition);
        await using var lane = await component.OpenLaneAsync(flow, step, CancellationToken.None);
        var message = new NewMessage
        {
            Id = "1",
            Address = new StepAddress("flow", step.Name),
            FlowVersion = 1,
            Run = "run",
            Thread = "thread",
            Content = Encoding.UTF8.GetBytes(content),
            ReplyTo = replyTo,
        };
        var claimed = new ClaimedMessage(new ClaimToken(1, 1), message, Attempt: 1, Rebounds: 0, DateTimeOffset.UnixEpoch);
        var execution = new StepExecution(claimed, default, default, DateTimeOffset.UnixEpoch, Seed: 1, emissions);
        return await lane.RunAsync(execution, stopWork);
    }
}
