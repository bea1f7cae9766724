using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Cli.Retrying;

/// <summary>
/// Retries many messages, in their order. Nothing of it is kept anywhere but in the messages themselves: when it is interrupted, or killed, what was
/// retried is retried, and the rest is open as before.
/// <list type="number">
/// <item>the canary goes first, and is waited for;</item>
/// <item>the others follow, no faster than asked, and while their fate is watched never many at once;</item>
/// <item>if it is watched, the last of them are waited for.</item>
/// </list>
/// </summary>
/// <param name="editor">Makes each message's new content; null: they go back as they were.</param>
internal sealed class BulkRetry(OpenStore open, RetryPlan plan, RetryPace pace, IMessageEditor? editor, bool oldVersion, TimeProvider time)
{
    /// <summary>Each of these is one transaction of the store.</summary>
    private const int MostAtOnce = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<FailedMessage> _messages = [.. plan.Messages.Where(message => !plan.IsInactive(message))];
    private readonly List<long> _retried = [];
    private readonly Dictionary<long, string> _refused = plan.Messages.Where(plan.IsInactive).ToDictionary(message => message.Error, _ => RetryRefusals.FlowNotActive);
    private readonly HashSet<long> _unfinished = [];
    private readonly HashSet<long> _parked = [];
    private readonly List<long> _failed = [];
    private int _next;
    private int _done;
    private RetryStop _stop;

    /// <summary>Runs to the end, or until something stops it.</summary>
    /// <param name="show">Told of each change.</param>
    /// <param name="stop">A person's Ctrl-C.</param>
    public async Task<RetryReport> RunAsync(Action<RetryProgress> show, CancellationToken stop)
    {
        try
        {
            // 1.
            if (pace.Canary > 0)
            {
                await SendAsync(Math.Min(pace.Canary, _messages.Count), show, stop).ConfigureAwait(false);
                await WaitAsync(0, show, stop).ConfigureAwait(false);
                if (_stop == RetryStop.None && pace.IsOver(_failed.Count, _failed.Count + _done))
                    _stop = RetryStop.Canary;
            }

            // 2.
            await SendAsync(_messages.Count, show, stop).ConfigureAwait(false);

            // 3.
            if (pace.Watches && _stop != RetryStop.FlowNotActive)
                await WaitAsync(0, show, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _stop = RetryStop.Interrupted;
        }

        if (pace.Watches)
            await LookAsync().ConfigureAwait(false);
        var progress = Progress();
        show(progress);
        return new RetryReport(progress, _stop, _retried, _refused, _failed);
    }

    /// <summary>Sends messages up to this one.</summary>
    private async Task SendAsync(int end, Action<RetryProgress> show, CancellationToken stop)
    {
        var (began, first) = (time.GetTimestamp(), _next);
        while (_next < end && _stop == RetryStop.None)
        {
            stop.ThrowIfCancellationRequested();
            if (pace.Watches)
                await WaitAsync(MostAtOnce - 1, show, stop).ConfigureAwait(false);
            var count = Math.Min(MostAtOnce - (pace.Watches ? _unfinished.Count : 0), end - _next);
            if (pace.PerSecond is { } rate)
            {
                var due = (int)Math.Min(int.MaxValue, Math.Floor(time.GetElapsedTime(began).TotalSeconds * rate) + 1) - (_next - first);
                count = Math.Min(count, due);
                if (count <= 0)
                {
                    var wait = TimeSpan.FromSeconds((_next - first) / rate) - time.GetElapsedTime(began);
                    await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait < LookEvery ? wait : LookEvery, time, stop).ConfigureAwait(false);
                    continue;
                }
            }

            if (_stop != RetryStop.None)
                return;
            await SendAsync([.. _messages.Skip(_next).Take(count)], stop).ConfigureAwait(false);
            show(Progress());
        }
    }

    private async Task SendAsync(IReadOnlyList<FailedMessage> messages, CancellationToken stop)
    {
        if (editor is null)
        {
            // What has been asked of the store is done: an interruption waits for its answer.
            Take(await open.Store.RetryAsync(new RetryRequest([.. messages.Select(message => message.Error)], Content: null, oldVersion), time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false));
            _next += messages.Count;
            return;
        }

        foreach (var message in messages)
        {
            stop.ThrowIfCancellationRequested();
            var edit = await EditAsync(message.Error, stop).ConfigureAwait(false);
            if (edit.Content is { } content)
                Take(await open.Store.RetryAsync(new RetryRequest([message.Error], content, oldVersion), time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false));
            else
                _refused[message.Error] = edit.Problem!;
            _next++;
        }
    }

    private async Task<MessageEdit> EditAsync(long error, CancellationToken stop)
    {
        var row = await open.Queries.ErrorAsync(error, stop).ConfigureAwait(false);
        if (row is null)
            return MessageEdit.Failed(RetryRefusals.Missing);
        return row.Content is { } content ? await editor!.EditAsync(content, stop).ConfigureAwait(false) : MessageEdit.Failed(RetryRefusals.TooLarge);
    }

    private void Take(RetryResult result)
    {
        _retried.AddRange(result.Retried);
        if (pace.Watches)
            _unfinished.UnionWith(result.Retried);
        foreach (var (error, reason) in result.Refused)
        {
            _refused[error] = reason;
            if (reason == RetryRefusals.FlowNotActive)
                _stop = RetryStop.FlowNotActive;
        }
    }

    /// <summary>Waits until no more than so many of those retried wait or run.</summary>
    private async Task WaitAsync(int most, Action<RetryProgress> show, CancellationToken stop)
    {
        while (true)
        {
            if (await LookAsync().ConfigureAwait(false))
                show(Progress());
            if (most > 0 && _stop == RetryStop.None && pace.StopAt is not null && _failed.Count + _done >= RetryPace.FewestJudged && pace.IsOver(_failed.Count, _failed.Count + _done))
                _stop = RetryStop.Failures;
            if (_unfinished.Count <= most || (_stop != RetryStop.None && most > 0))
                return;
            await Task.Delay(LookEvery, time, stop).ConfigureAwait(false);
        }
    }

    /// <returns>Whether anything is new.</returns>
    private async Task<bool> LookAsync()
    {
        var asked = _unfinished.Concat(_parked).ToList();
        if (asked.Count == 0)
            return false;
        var before = Progress();
        foreach (var (error, state) in await open.Queries.RetryStatesAsync(asked, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false))
        {
            _unfinished.Remove(error);
            _parked.Remove(error);
            switch (state)
            {
                case RetryState.Done:
                    _done++;
                    break;
                case RetryState.Failed:
                    _failed.Add(error);
                    break;
                case RetryState.Parked:
                    _parked.Add(error);
                    break;
                default:
                    _unfinished.Add(error);
                    break;
            }
        }

        return Progress() != before;
    }

    private RetryProgress Progress() => new(plan.Messages.Count, _retried.Count, _refused.Count, _done, _failed.Count, _parked.Count);
}
