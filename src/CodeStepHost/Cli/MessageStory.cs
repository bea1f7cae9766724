using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli;

/// <summary>All that the database knows of one message id: its copies in queues, its executions, errors and log lines.</summary>
/// <param name="Id">The id.</param>
/// <param name="Queued">Where it waits; a message that went to several steps waits in each.</param>
/// <param name="Executions">Oldest first.</param>
/// <param name="Errors">Oldest first.</param>
/// <param name="Logs">Oldest first.</param>
internal sealed record MessageStory(string Id, IReadOnlyList<MessageRow> Queued, IReadOnlyList<ExecutionRow> Executions, IReadOnlyList<ErrorRow> Errors, IReadOnlyList<StepLogLine> Logs)
{
    private const int Most = 200;

    /// <summary>A flow keeps 1000 errors by default; those of a message are looked for among its flow's.</summary>
    private const int ErrorsSearched = 10_000;

    /// <returns>Null when nothing is known of it.</returns>
    public static async Task<MessageStory?> ReadAsync(IFlowQueries queries, string keyOrId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var queued = (IReadOnlyList<MessageRow>)[];
        if (long.TryParse(keyOrId, out var key))
            queued = await queries.MessagesAsync(new MessageFilter(Key: key) { Now = now }, cancellationToken).ConfigureAwait(false);
        var byKey = queued.Count > 0;
        var id = byKey ? queued[0].Message.Id : keyOrId;
        if (!byKey)
            queued = await queries.MessagesAsync(new MessageFilter(Id: id, Limit: Most) { Now = now }, cancellationToken).ConfigureAwait(false);

        var executions = await queries.ExecutionsAsync(new ExecutionFilter(MessageId: id, Limit: Most), cancellationToken).ConfigureAwait(false);
        var logs = await queries.LogsAsync(new LogFilter(MessageId: id, Limit: Most), cancellationToken).ConfigureAwait(false);
        if (byKey)
        {
            // A key names one copy of the message, in one step.
            executions = [.. executions.Where(execution => execution.Address == queued[0].Message.Address)];
            logs = [.. logs.Where(line => line.Address == queued[0].Message.Address)];
        }

        var errors = new List<ErrorRow>();
        foreach (var flow in executions.Where(execution => execution.Execution.Outcome == "failed").Select(execution => execution.Address.Flow).Distinct())
        {
            var all = await queries.ErrorsAsync(new ErrorFilter(flow, byKey ? queued[0].Message.Address.Step : null, State: null, Limit: ErrorsSearched), cancellationToken).ConfigureAwait(false);
            errors.AddRange(all.Where(error => error.MessageId == id));
        }

        return queued.Count == 0 && executions.Count == 0 && logs.Count == 0
            ? null
            : new MessageStory(id, queued, [.. executions.Reverse()], [.. errors.OrderBy(error => error.Id)], [.. logs.Reverse()]);
    }
}
