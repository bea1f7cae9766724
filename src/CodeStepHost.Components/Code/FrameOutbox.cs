using System.Buffers;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>
/// Sends frames to a script process. Anyone may write, at any time, without waiting: frames gather in a buffer, and one
/// writer sends all that has gathered in one go, so a slow reader at the other end never blocks who reads at this end.
/// What gathers is bounded by those who write: a lane's window, and the number of HTTP calls at once.
/// </summary>
internal sealed class FrameOutbox(Stream toChild)
{
    // A buffer that a large message has grown is not kept.
    private const int LargestKept = 1 << 20;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _gathering = new(16 << 10);
    private ArrayBufferWriter<byte> _sending = new(16 << 10);
    private bool _isSending;

    /// <summary>Sends a frame with this payload.</summary>
    public void Send(FrameType type, uint number, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            WriteHeader(new FrameHeader(payload.Length, type, number));
            _gathering.Write(payload);
            StartSending();
        }
    }

    /// <summary>Sends a message to run.</summary>
    public void Send(uint number, in ExecuteRequest request)
    {
        lock (_gate)
        {
            WriteHeader(new FrameHeader(request.Size, FrameType.Execute, number));
            request.Write(_gathering);
            StartSending();
        }
    }

    private void WriteHeader(FrameHeader header)
    {
        header.Write(_gathering.GetSpan(FrameHeader.Size));
        _gathering.Advance(FrameHeader.Size);
    }

    private void StartSending()
    {
        if (_isSending)
            return;
        _isSending = true;
        ThreadPool.UnsafeQueueUserWorkItem(static outbox => _ = outbox.SendGatheredAsync(), this, preferLocal: true);
    }

    private async Task SendGatheredAsync()
    {
        try
        {
            while (TakeGathered() is { } buffer)
            {
                await toChild.WriteAsync(buffer.WrittenMemory);
                await toChild.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone. Whoever reads from it learns that, and deals with it; nothing more is sent.
        }
    }

    private ArrayBufferWriter<byte>? TakeGathered()
    {
        lock (_gate)
        {
            if (_sending.Capacity > LargestKept)
                _sending = new ArrayBufferWriter<byte>(16 << 10);
            _sending.ResetWrittenCount();
            if (_gathering.WrittenCount == 0)
            {
                _isSending = false;
                return null;
            }

            (_gathering, _sending) = (_sending, _gathering);
            return _sending;
        }
    }
}
