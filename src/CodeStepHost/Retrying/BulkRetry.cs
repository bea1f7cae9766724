using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Retrying;

/// <summary>
/// Carries a retry in bulk on, in the order of its messages. All of it is kept in the store as it happens: when this is killed, another goes on
/// where it was.
/// <list type="number">
/// <item>the canary goes first, and is waited for;</item>
/// <item>the others follow, no faster than asked, and while their fate is watched never many at once;</item>
/// <item>if it is watched, the last of them are waited for.</item>
/// </list>
/// </summary>
internal sealed class BulkRetry
{
    /// <summary>Each of these is one transaction of the store.</summary>
    private const int MostAtOnce = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(15);

    private readonly IFlowStore _store;
    private readonly IFlowQueries _queries;
    private readonly long _id;
    private readonly string _driver;
    private readonly RetryPace _pace;
    private readonly IMessageEditor? _editor;
    private readonly TimeProvider _time;

    /// <summary>The errors of its messages by their place, without those that were refused from the beginning.</summary>
    private readonly List<long> _errors;

    /// <summary>Messages of a former go, which say nothing about this one.</summary>
    private readonly HashSet<long> _former;

    private readonly int _messages;
    private readonly int _from;
    private readonly List<long> _retried = [];
    private readonly Dictionary<long, string> _refused = [];
    private readonly HashSet<long> _unfinished = [];
    private readonly HashSet<long> _parked = [];
    private readonly HashSet<long> _failed = [];
    private readonly HashSet<long> _done = [];
    private int _next;
    private long _renewed;
    private BulkRetryStop _stop;
    private bool _isTaken;

    private BulkRetry(IFlowStore store, IFlowQueries queries, BulkRetryRow row, IReadOnlyList<BulkRetryMessage> messages, bool waits, IMessageEditor? editor, TimeProvider time)
    {
        (_store, _queries, _id, _driver, _pace, _editor, _time) = (store, queries, row.Id, row.Lease.Driver, RetryPace.Of(row.Order, waits), editor, time);
        (_messages, _from, _next, _renewed) = (messages.Count, row.From, row.Next, time.GetTimestamp());
        _errors = [.. messages.Take(row.Next).Select(message => message.Error), .. messages.Skip(row.Next).Where(message => message.Fate == BulkRetryFate.Left).Select(message => message.Error)];
        _former = [.. _errors.Take(_from)];
        foreach (var message in messages.Where(message => message.Fate != BulkRetryFate.Left))
            Count(message);
    }

    /// <summary>A lease from now on.</summary>
    public static BulkRetryLease Lease(string driver, DateTimeOffset now) => new(driver, now + LeaseFor);

    /// <summary>Reads a retry in bulk whose lease the caller has just got.</summary>
    /// <param name="waits">Whether to wait until all have ended, even if nothing else asks for it.</param>
    /// <param name="editor">Makes each message's new content; null: they go back as they were.</param>
    public static async Task<BulkRetry> ReadAsync(IFlowStore store, IFlowQueries queries, long id, bool waits, IMessageEditor? editor, TimeProvider time, CancellationToken cancellationToken)
    {
        var row = (await queries.BulkRetriesAsync(new BulkRetryFilter(id), time.GetUtcNow(), cancellationToken).ConfigureAwait(false)).Single();
        return new BulkRetry(store, queries, row, await queries.BulkRetryMessagesAsync(id, time.GetUtcNow(), cancellationToken).ConfigureAwait(false), waits, editor, time);
    }

    /// <summary>Runs to the end, or until something stops it.</summary>
    /// <param name="show">Told of each change.</param>
    /// <param name="stop">A person's Ctrl-C: it is stopped, and can be resumed.</param>
    /// <param name="leave">The process ends: whoever comes next goes on with it.</param>
    public async Task<RetryReport> RunAsync(Action<RetryProgress> show, CancellationToken stop, CancellationToken leave)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, leave);
        try
        {
            await RunAsync(show, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _stop = BulkRetryStop.Interrupted;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            _isTaken = true;
            await _store.AdvanceBulkRetryAsync(_id, new BulkRetryLease(_driver, _time.GetUtcNow()), _next, [], _time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }

        if (_pace.Watches)
            await LookAsync().ConfigureAwait(false);
        if (!_isTaken && !await _store.EndBulkRetryAsync(_id, _driver, _stop, _time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false))
            await LostAsync().ConfigureAwait(false);
        var progress = Progress();
        show(progress);
        return new RetryReport(_id, progress, _stop, _retried, _refused, [.. _failed.Order()], _isTaken);
    }

    private async Task RunAsync(Action<RetryProgress> show, CancellationToken stop)
    {
        // 1.
        var canary = Math.Min(_from + _pace.Canary, _errors.Count);
        if (_pace.Canary > 0 && _next <= canary)
        {
            await SendAsync(canary, show, stop).ConfigureAwait(false);
            await WaitAsync(0, show, stop).ConfigureAwait(false);
            if (IsGoing && IsOver(fewest: 1))
                _stop = BulkRetryStop.Canary;
        }

        // 2.
        await SendAsync(_errors.Count, show, stop).ConfigureAwait(false);

        // 3.
        if (_pace.Watches && _stop != BulkRetryStop.FlowNotActive)
            await WaitAsync(0, show, stop).ConfigureAwait(false);
    }

    private bool IsGoing => _stop == BulkRetryStop.None && !_isTaken;

    /// <summary>Sends messages up to this one.</summary>
    private async Task SendAsync(int end, Action<RetryProgress> show, CancellationToken stop)
    {
        var (began, first) = (_time.GetTimestamp(), _next);
        while (_next < end && IsGoing)
        {
            stop.ThrowIfCancellationRequested();
            if (_pace.Watches)
                await WaitAsync(MostAtOnce - 1, show, stop).ConfigureAwait(false);
            var count = Math.Min(MostAtOnce - (_pace.Watches ? _unfinished.Count : 0), end - _next);
            if (_pace.PerSecond is { } rate)
            {
                var due = (int)Math.Min(int.MaxValue, Math.Floor(_time.GetElapsedTime(began).TotalSeconds * rate) + 1) - (_next - first);
                count = Math.Min(count, due);
                if (count <= 0)
                {
                    var wait = TimeSpan.FromSeconds((_next - first) / rate) - _time.GetElapsedTime(began);
                    await PauseAsync(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait < LookEvery ? wait : LookEvery, stop).ConfigureAwait(false);
                    continue;
                }
            }

            if (!IsGoing)
                return;
            await SendAsync(count, stop).ConfigureAwait(false);
            show(Progress());
        }
    }

    private async Task SendAsync(int count, CancellationToken stop)
    {
        if (_editor is null)
        {
            await AdvanceAsync([.. Enumerable.Repeat(new BulkRetryTurn(), count)]).ConfigureAwait(false);
            return;
        }

        for (var end = _next + count; _next < end && IsGoing;)
        {
            stop.ThrowIfCancellationRequested();
            var edit = await EditAsync(_errors[_next], stop).ConfigureAwait(false);
            await AdvanceAsync([new BulkRetryTurn(edit.Content, edit.Problem)]).ConfigureAwait(false);
        }
    }

    private async Task<MessageEdit> EditAsync(long error, CancellationToken stop)
    {
        var row = await _queries.ErrorAsync(error, stop).ConfigureAwait(false);
        if (row is null)
            return MessageEdit.Failed(RetryRefusals.Missing);
        return row.Content is { } content ? await _editor!.EditAsync(content, stop).ConfigureAwait(false) : MessageEdit.Failed(RetryRefusals.TooLarge);
    }

    /// <summary>What has been asked of the store is done: an interruption waits for its answer.</summary>
    private async Task AdvanceAsync(IReadOnlyList<BulkRetryTurn> turns)
    {
        var now = _time.GetUtcNow();
        _renewed = _time.GetTimestamp();
        if (await _store.AdvanceBulkRetryAsync(_id, Lease(_driver, now), _next, turns, now, CancellationToken.None).ConfigureAwait(false) is not { } advance)
        {
            await LostAsync().ConfigureAwait(false);
            return;
        }

        _retried.AddRange(advance.Result.Retried);
        if (_pace.Watches)
            _unfinished.UnionWith(advance.Result.Retried);
        foreach (var (error, reason) in advance.Result.Refused)
            _refused[error] = reason;
        _next += advance.Result.Retried.Count + advance.Result.Refused.Count;
        if (advance.IsFlowInactive)
            _stop = BulkRetryStop.FlowNotActive;
    }

    /// <summary>It is not this process's any more: a person has stopped it, or another goes on with it because this one fell silent.</summary>
    private async Task LostAsync()
    {
        var rows = await _queries.BulkRetriesAsync(new BulkRetryFilter(_id), _time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        if (rows is [{ State: BulkRetryState.Stopped } row])
            _stop = row.Stop;
        else
            _isTaken = true;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        if (_time.GetElapsedTime(_renewed) >= RenewEvery)
            await AdvanceAsync([]).ConfigureAwait(false);
        if (IsGoing)
            await Task.Delay(pause, _time, stop).ConfigureAwait(false);
    }

    /// <summary>Waits until no more than so many of those retried wait or run.</summary>
    private async Task WaitAsync(int most, Action<RetryProgress> show, CancellationToken stop)
    {
        while (!_isTaken)
        {
            if (await LookAsync().ConfigureAwait(false))
                show(Progress());
            if (most > 0 && IsGoing && _pace.StopAt is not null && IsOver(RetryPace.FewestJudged))
                _stop = BulkRetryStop.Failures;
            if (_unfinished.Count <= most || (_stop != BulkRetryStop.None && (most > 0 || _stop == BulkRetryStop.Interrupted)))
                return;
            await PauseAsync(LookEvery, stop).ConfigureAwait(false);
        }
    }

    private bool IsOver(int fewest)
    {
        var (failed, done) = (_failed.Count(IsOfThisGo), _done.Count(IsOfThisGo));
        return failed + done >= fewest && _pace.IsOver(failed, failed + done);
    }

    private bool IsOfThisGo(long error) => !_former.Contains(error);

    /// <returns>Whether anything is new.</returns>
    private async Task<bool> LookAsync()
    {
        var asked = _unfinished.Concat(_parked).ToList();
        if (asked.Count == 0)
            return false;
        var before = Progress();
        foreach (var (error, state) in await _queries.RetryStatesAsync(asked, _time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false))
            Count(error, state);
        return Progress() != before;
    }

    /// <summary>Counts what has become of a message before this process had it.</summary>
    private void Count(BulkRetryMessage message)
    {
        if (message.Fate == BulkRetryFate.Refused)
        {
            _refused[message.Error] = message.Reason!;
            return;
        }

        _retried.Add(message.Error);
        if (_pace.Watches)
            Count(message.Error, (RetryState)message.Fate);
    }

    private void Count(long error, RetryState state)
    {
        _unfinished.Remove(error);
        _parked.Remove(error);
        (state switch { RetryState.Done => _done, RetryState.Failed => _failed, RetryState.Parked => _parked, _ => _unfinished }).Add(error);
    }

    private RetryProgress Progress() => new(_messages, _retried.Count, _refused.Count, _done.Count, _failed.Count, _parked.Count);
}
