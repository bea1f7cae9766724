using System.Buffers;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Pipes;

/// <summary>
/// Frames to the host, gathered and written together: when <see cref="FlushAtBytes"/> are there, when the caller says so, and at the latest a few
/// milliseconds after the first of them, so that the host never takes a process for silent whose messages have ended.
/// </summary>
internal sealed class FrameOutput : IDisposable
{
    private const int FlushAtBytes = 64 * 1024;
    private const int LargestKept = 1024 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(5);

    // Scripts in C# may log and emit from any thread.
    private readonly Lock _gate = new();
    private readonly Stream _target;
    private readonly ITimer _late;
    private bool _isLateSet;
    private ArrayBufferWriter<byte> _pending = new(2 * FlushAtBytes);

    public FrameOutput(Stream target, TimeProvider time)
    {
        _target = target;
        _late = time.CreateTimer(_ => FlushLate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Appends a frame whose payload <paramref name="write"/> writes; it must write exactly <paramref name="size"/> bytes.</summary>
    public void Add<TState>(FrameType type, uint number, int size, TState state, Action<TState, IBufferWriter<byte>> write)
    {
        lock (_gate)
        {
            AddHeader(type, number, size);
            write(state, _pending);
            FlushIfFull();
        }
    }

    public void Add(FrameType type, uint number, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            AddHeader(type, number, payload.Length);
            _pending.Write(payload);
            FlushIfFull();
        }
    }

    /// <summary>Writes what is pending. It blocks while the pipe is full, that is until the host reads.</summary>
    public void Flush()
    {
        lock (_gate)
            WritePending();
    }

    public void Dispose() => _late.Dispose();

    private void WritePending()
    {
        if (_pending.WrittenCount == 0)
            return;
        _target.Write(_pending.WrittenSpan);
        _target.Flush();
        if (_pending.Capacity > LargestKept)
            _pending = new ArrayBufferWriter<byte>(2 * FlushAtBytes);
        else
            _pending.ResetWrittenCount();
    }

    private void AddHeader(FrameType type, uint number, int size)
    {
        new FrameHeader(size, type, number).Write(_pending.GetSpan(FrameHeader.Size));
        _pending.Advance(FrameHeader.Size);
    }

    private void FlushIfFull()
    {
        if (_pending.WrittenCount >= FlushAtBytes)
            WritePending();
        else if (!_isLateSet)
            _isLateSet = _late.Change(LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void FlushLate()
    {
        try
        {
            lock (_gate)
            {
                _isLateSet = false;
                WritePending();
            }
        }
        catch (IOException)
        {
            // The host has gone; the reader sees the end of its input.
        }
    }
}
