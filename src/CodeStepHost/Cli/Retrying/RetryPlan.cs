using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Retrying;

/// <summary>What a retry in bulk is about, fixed at the moment of the request: errors that come later are not in it.</summary>
/// <param name="Messages">The failed messages, oldest error first: the order in which they go back.</param>
/// <param name="Groups">Their errors by group, the largest first.</param>
/// <param name="TooLarge">How many of them were too large to keep, so that only edited content could bring them back.</param>
/// <param name="Inactive">Flows that are not active: their messages would be refused.</param>
/// <param name="Withheld">Quarantines and holds of their steps: what is retried waits in them.</param>
internal sealed record RetryPlan(IReadOnlyList<FailedMessage> Messages, IReadOnlyList<ErrorGroup> Groups, int TooLarge, IReadOnlyList<FlowRow> Inactive, IReadOnlyList<Quarantine> Withheld)
{
    public int Errors => Groups.Sum(group => group.Count);

    public bool IsInactive(FailedMessage message) => Inactive.Any(flow => flow.Name == message.Address.Flow);

    /// <summary>Reads what the errors tell. Several errors of one execution are one message.</summary>
    public static async Task<RetryPlan> OfAsync(IReadOnlyList<ErrorRow> errors, IFlowQueries queries, CancellationToken cancellationToken)
    {
        var messages = errors.GroupBy(error => (error.Address, error.MessageId, error.Run, error.Attempt))
            .Select(failure => failure.MinBy(error => error.Id)!)
            .OrderBy(error => error.Id)
            .ToList();
        var steps = messages.Select(error => error.Address).ToHashSet();
        var flows = await queries.FlowsAsync(cancellationToken).ConfigureAwait(false);
        var quarantines = await queries.QuarantinesAsync(null, cancellationToken).ConfigureAwait(false);
        return new RetryPlan(
            [.. messages.Select(error => new FailedMessage(error.Id, error.Address, error.At))],
            ErrorGroup.Of(errors),
            messages.Count(error => error.Content is null),
            [.. flows.Where(flow => flow.State != FlowState.Active && steps.Any(step => step.Flow == flow.Name))],
            [.. quarantines.Where(quarantine => steps.Contains(quarantine.Address))]);
    }
}

/// <param name="Error">The first error of its execution, by which it is retried.</param>
internal sealed record FailedMessage(long Error, StepAddress Address, DateTimeOffset At);
