using CodeStepHost.Flows.Messages;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Runs claimed messages through one lane, in order. As many are handed over ahead as the lane is deep; their commits follow
/// one another in the same order, and the next message runs while the former's commit is being flushed.
/// </summary>
/// <param name="number">The lane's number in <paramref name="claimed"/>.</param>
/// <param name="completed">Told once for each message: the timestamp at which it was handed to the lane, or null when it was given back unbegun.</param>
internal sealed class LanePump(StepAddress address, int number, StepRunner runner, StepState state, ClaimedQueue claimed, Action<ClaimedMessage, long?> completed, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly HashSet<Task> _unfinished = [];
    private OpenLane? _lane;
    private SemaphoreSlim _places = new(0);
    private bool _hasPlace;
    private Task _turn = Task.CompletedTask;

    /// <summary>Runs until no more messages come and the last one is committed, or given back when work stops.</summary>
    public async Task RunAsync(CancellationToken stopWork)
    {
        try
        {
            while (await NextAsync(stopWork).ConfigureAwait(false) is { } message)
            {
                if (stopWork.IsCancellationRequested || !await TryStartAsync(message, stopWork).ConfigureAwait(false))
                {
                    await runner.ReturnAsync(message).ConfigureAwait(false);
                    End(message, null);
                }
            }

            await DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseLaneAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A place in the lane first, then a message: one that waits here for a place could run in another lane.</summary>
    private async ValueTask<ClaimedMessage?> NextAsync(CancellationToken stopWork)
    {
        try
        {
            if (_lane is not null)
                await TakePlaceAsync(stopWork).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopWork.IsCancellationRequested)
        {
            // What is claimed and not begun is given back, for which no place is needed.
        }

        return await claimed.TakeAsync(number).ConfigureAwait(false);
    }

    private async Task<bool> TryStartAsync(ClaimedMessage message, CancellationToken stopWork)
    {
        try
        {
            var lane = await LaneForAsync(message.Message.FlowVersion, stopWork).ConfigureAwait(false);
            await EnterAsync(lane, stopWork).ConfigureAwait(false);
            Start(message, lane, stopWork);
            return true;
        }
        catch (OperationCanceledException) when (stopWork.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            // Not the message's fault: the store could not be read, or the lane not be opened. The pump must outlive it.
            logger.LogError(exception, "{Address}: message {Message} could not be started; it is given back and tried again", address, message.Message.Id);
            await RestAsync(stopWork).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Waits for a place in the lane, and for the snapshot if the step uses it.</summary>
    private async Task EnterAsync(OpenLane lane, CancellationToken stopWork)
    {
        await TakePlaceAsync(stopWork).ConfigureAwait(false);
        if (lane.Lane.UsesSnapshot)
            await state.Turn.WaitAsync(stopWork).ConfigureAwait(false);
        try
        {
            if (!state.IsReady(lane.Lane.UsesSnapshot))
                await state.LoadAsync(lane.Lane.UsesSnapshot, stopWork).ConfigureAwait(false);
        }
        catch
        {
            Leave(lane, _places);
            _hasPlace = false;
            throw;
        }
    }

    private async ValueTask TakePlaceAsync(CancellationToken stopWork)
    {
        if (!_hasPlace)
            await _places.WaitAsync(stopWork).ConfigureAwait(false);
        _hasPlace = true;
    }

    private void Leave(OpenLane lane, SemaphoreSlim places)
    {
        places.Release();
        if (lane.Lane.UsesSnapshot)
            state.Turn.Release();
    }

    private async Task RestAsync(CancellationToken stopWork)
    {
        try
        {
            await Task.Delay(RestAfterFailure, time, stopWork).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping ends every rest.
        }
    }

    private void Start(ClaimedMessage message, OpenLane lane, CancellationToken stopWork)
    {
        _hasPlace = false;
        var places = _places;
        var former = _turn;
        var handedOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _turn = handedOver.Task;
        var running = RunOneAsync();
        lock (_unfinished)
            _unfinished.Add(running);
        _ = running.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task RunOneAsync()
        {
            var started = time.GetTimestamp();
            try
            {
                await runner.RunAsync(message, lane, former, HandOver, stopWork).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopWork.IsCancellationRequested)
            {
                await runner.ReturnAsync(message).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Left to its lease it would run, and end so, again and again.
                logger.LogCritical(exception, "{Address}: the outcome of message {Message} could not be told; the message fails", address, message.Message.Id);
                await runner.FailAsync(message, lane, former, stopWork).ConfigureAwait(false);
            }
            finally
            {
                HandOver();
                End(message, started);
            }
        }

        void HandOver()
        {
            if (handedOver.TrySetResult())
                Leave(lane, places);
        }
    }

    private void End(ClaimedMessage message, long? started)
    {
        claimed.Ended(number);
        completed(message, started);
    }

    private void Forget(Task running)
    {
        lock (_unfinished)
            _unfinished.Remove(running);
    }

    /// <summary>The lane of a version. Another version's lane is closed first, when all its messages have ended: a step runs one version at a time in each lane.</summary>
    private async ValueTask<OpenLane> LaneForAsync(int version, CancellationToken cancellationToken)
    {
        if (_lane is not null && _lane.Flow.Number == version)
            return _lane;
        await DrainAsync().ConfigureAwait(false);
        await CloseLaneAsync().ConfigureAwait(false);
        _lane = await runner.OpenLaneAsync(address, version, state, cancellationToken).ConfigureAwait(false);
        _places = new SemaphoreSlim(_lane.Depth);
        _hasPlace = false;
        return _lane;
    }

    private async Task DrainAsync()
    {
        Task[] unfinished;
        lock (_unfinished)
            unfinished = [.. _unfinished];
        await Task.WhenAll(unfinished).ConfigureAwait(false);
    }

    private async ValueTask CloseLaneAsync()
    {
        if (_lane is not null)
            await _lane.Lane.DisposeAsync().ConfigureAwait(false);
        _lane = null;
    }
}
