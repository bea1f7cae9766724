using System.Buffers;

namespace CodeStepHost.Sandbox.Running;

/// <summary>Gathers bytes up to a limit. Beyond it the bytes are counted but not kept, so that an error can name the whole size.</summary>
internal sealed class CappedBuffer : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _kept = new(1024);
    private byte[]? _discarded;
    private int _limit;

    /// <summary>Bytes written since <see cref="Begin"/>, kept or not.</summary>
    public long Count { get; private set; }

    public bool IsOver => Count > _limit;

    public ReadOnlyMemory<byte> Written => _kept.WrittenMemory;

    public void Begin(int limit)
    {
        _kept.ResetWrittenCount();
        _limit = limit;
        Count = 0;
    }

    public void Advance(int count)
    {
        Count += count;
        if (!IsOver)
            _kept.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => IsOver ? Discarded(sizeHint) : _kept.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private byte[] Discarded(int sizeHint) =>
        _discarded is { } buffer && buffer.Length >= sizeHint ? buffer : _discarded = new byte[Math.Max(sizeHint, 64 * 1024)];
}
