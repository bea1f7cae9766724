using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Retrying;

/// <summary>Goes on with retries in bulk whose command is gone: it was killed, or its terminal was closed.</summary>
/// <param name="driver">This host's name in leases.</param>
/// <param name="edits">Makes what edits the messages of an order; null when it has no edit.</param>
internal sealed class BulkRetryCarrier(string driver, IFlowStore store, IFlowQueries queries, Func<BulkRetryOrder, IMessageEditor?> edits, TimeProvider time, ILogger<BulkRetryCarrier> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly List<Task> _carried = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                await RunOnceAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(_carried).ConfigureAwait(false);
        }
    }

    internal async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            _carried.RemoveAll(task => task.IsCompleted);
            var now = time.GetUtcNow();
            foreach (var row in await queries.BulkRetriesAsync(new BulkRetryFilter(State: BulkRetryState.Running), now, stop).ConfigureAwait(false))
            {
                if (row.IsAbandoned(now) && await store.TakeBulkRetryAsync(row.Id, BulkRetry.Lease(driver, now), resume: false, now, stop).ConfigureAwait(false))
                    _carried.Add(CarryAsync(row, stop));
            }
        }
        catch (StoreUnavailableException exception)
        {
            logger.LogError("Retries in bulk could not be looked up: {Problem}", exception.Message);
        }
    }

    private async Task CarryAsync(BulkRetryRow row, CancellationToken stop)
    {
        logger.LogInformation("Retry {Retry} of {By} goes on here: {Left} of {Messages} messages are left", row.Id, row.Order.By, row.Left, row.Messages);
        try
        {
            var editor = edits(row.Order);
            await using var editing = editor;
            var retry = await BulkRetry.ReadAsync(store, queries, row.Id, waits: false, editor, time, stop).ConfigureAwait(false);
            var report = await retry.RunAsync(static _ => { }, CancellationToken.None, leave: stop).ConfigureAwait(false);
            if (!report.IsTaken)
                logger.LogInformation("Retry {Retry} {Ended}: {Retried} of {Messages} messages were retried, {Refused} were refused", row.Id, report.Stop == BulkRetryStop.None ? "is at its end" : "was stopped", report.Progress.Retried, report.Progress.Messages, report.Progress.Refused);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host ends; whoever comes next goes on with it.
        }
        catch (StoreUnavailableException exception)
        {
            // Its lease runs out, and it is taken up again.
            logger.LogError("Retry {Retry} could not go on: {Problem}", row.Id, exception.Message);
        }
    }
}
