using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Pipes;

/// <summary>
/// Reads the host's frames on a thread of its own, so that the host can always write, whatever a script is doing.
/// Frames are slices of the read blocks: a small frame costs no copy and no allocation.
/// </summary>
/// <param name="ended">Called on that thread when the input has ended.</param>
internal sealed class FrameReader(Stream source, Inbox inbox, Action? ended = null)
{
    private const int BlockBytes = 64 * 1024;

    private byte[] _block = new byte[BlockBytes];
    private int _start;
    private int _end;

    public void Start() => new Thread(ReadAll) { IsBackground = true, Name = "frames" }.Start();

    private void ReadAll()
    {
        try
        {
            while (Fill(FrameHeader.Size))
            {
                var header = FrameHeader.Read(_block.AsSpan(_start));
                if (!Fill(FrameHeader.Size + header.PayloadLength))
                    break;
                inbox.Add(new InputFrame(header.Type, header.Number, _block.AsMemory(_start + FrameHeader.Size, header.PayloadLength)));
                _start += FrameHeader.Size + header.PayloadLength;
            }
            inbox.Close(_end == _start ? null : new FrameException("The input ended within a frame."));
        }
        catch (Exception failure)
        {
            inbox.Close(failure);
        }

        ended?.Invoke();
    }

    /// <summary>Reads until <paramref name="needed"/> bytes are there; false when the input ends before.</summary>
    private bool Fill(int needed)
    {
        if (_end - _start >= needed)
            return true;
        MakeRoom(needed);
        while (_end - _start < needed)
        {
            var read = source.Read(_block, _end, _block.Length - _end);
            if (read == 0)
                return false;
            _end += read;
        }
        return true;
    }

    // Frames already handed out lie in the old block, so it is left to them and a new one is begun.
    private void MakeRoom(int needed)
    {
        if (_block.Length - _start >= needed && _end < _block.Length)
            return;
        var rest = _end - _start;
        var block = new byte[Math.Max(BlockBytes, needed)];
        _block.AsSpan(_start, rest).CopyTo(block);
        _block = block;
        _start = 0;
        _end = rest;
    }
}
