using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// The messages that a step's dispatcher has claimed, on their way to the step's lanes. Lanes take them one at a time, in order,
/// and none takes more than its share of those in flight: a message never waits behind a slow one while another lane has nothing to do.
/// </summary>
internal sealed class ClaimedQueue(int lanes)
{
    private readonly Lock _gate = new();
    private readonly Queue<ClaimedMessage> _waiting = new();
    private readonly int[] _held = new int[lanes];
    private TaskCompletionSource? _changed;
    private int _inFlight;
    private bool _isComplete;

    /// <summary>How many messages are waiting here, or taken and not ended.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
                return _inFlight;
        }
    }

    public void Add(IReadOnlyCollection<ClaimedMessage> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
                _waiting.Enqueue(message);
            _inFlight += messages.Count;
            TellLanes();
        }
    }

    /// <summary>No more messages come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            TellLanes();
        }
    }

    /// <summary>A message that this lane took has ended.</summary>
    public void Ended(int lane)
    {
        lock (_gate)
        {
            _held[lane]--;
            _inFlight--;
            if (_waiting.Count > 0)
                TellLanes();
        }
    }

    /// <summary>Waits for the next message that is this lane's to take; null when no more come.</summary>
    public async ValueTask<ClaimedMessage?> TakeAsync(int lane)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting.Count > 0 && _held[lane] < Share)
                {
                    _held[lane]++;
                    return _waiting.Dequeue();
                }

                if (_isComplete && _waiting.Count == 0)
                    return null;
                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await changed.ConfigureAwait(false);
        }
    }

    /// <summary>Rounded up, so that while a message waits the lane that holds fewest may take it.</summary>
    private int Share => (_inFlight + lanes - 1) / lanes;

    private void TellLanes()
    {
        _changed?.SetResult();
        _changed = null;
    }
}
