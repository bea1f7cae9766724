using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Pipes;

/// <summary>
/// Frames that arrived and wait for the thread that runs scripts. Written by <see cref="FrameReader"/>, read by that one thread.
/// It never refuses a frame: the host limits how many messages it sends ahead.
/// </summary>
internal sealed class Inbox : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Queue<InputFrame> _answers = new();
    private Queue<InputFrame> _incoming = new();
    private Queue<InputFrame> _work = new();
    private bool _waiting;
    private bool _closed;
    private bool _interrupted;
    private Exception? _failure;

    /// <summary>Whether more work is there already. False also means: the output may be flushed.</summary>
    public bool HasWork
    {
        get
        {
            if (_work.Count > 0)
                return true;
            lock (_gate)
                return _incoming.Count > 0;
        }
    }

    public void Add(InputFrame frame)
    {
        lock (_gate)
        {
            (frame.Type == FrameType.HttpResponse ? _answers : _incoming).Enqueue(frame);
            Wake();
        }
    }

    /// <summary>Nothing more will arrive; with <paramref name="failure"/> because the input was no frame.</summary>
    public void Close(Exception? failure)
    {
        lock (_gate)
        {
            _closed = true;
            _failure = failure;
            Wake();
        }
    }

    /// <summary>The next frame to work on; null when the input ended and all is done.</summary>
    /// <exception cref="FrameException">The input held bytes that are no frame.</exception>
    public InputFrame? TakeWork()
    {
        while (_work.Count == 0)
        {
            lock (_gate)
            {
                if (_incoming.Count > 0)
                {
                    (_work, _incoming) = (_incoming, _work);
                    break;
                }
                if (_failure is not null)
                    throw _failure;
                if (_closed)
                    return null;
                _waiting = true;
            }
            _arrived.Wait();
        }
        return _work.Dequeue();
    }

    /// <summary>Ends the present or next <see cref="TakeAnswer"/> without an answer, because there is other work. From any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _interrupted = true;
            Wake();
        }
    }

    /// <summary>
    /// The next HTTP answer for an execution, or null when none came within <paramref name="patience"/> or somebody interrupted.
    /// Answers for executions that are over are dropped.
    /// </summary>
    public InputFrame? TakeAnswer(uint execution, TimeSpan patience)
    {
        var deadline = Environment.TickCount64 + (long)Math.Ceiling(patience.TotalMilliseconds);
        while (true)
        {
            lock (_gate)
            {
                while (_answers.TryDequeue(out var answer))
                {
                    if (answer.Number == execution)
                        return answer;
                }
                if (_interrupted)
                {
                    _interrupted = false;
                    return null;
                }
                _waiting = true;
            }
            var left = deadline - Environment.TickCount64;
            if (left <= 0 || !_arrived.Wait((int)Math.Min(left, int.MaxValue)))
                return null;
        }
    }

    public void Dispose() => _arrived.Dispose();

    private void Wake()
    {
        if (!_waiting)
            return;
        _waiting = false;
        _arrived.Release();
    }
}
