using System.Buffers;
using System.Buffers.Binary;

namespace CodeStepHost.Scripting.Frames;

/// <summary>Blocks of bytes with their length (i32, little-endian) in front.</summary>
internal static class FrameBlocks
{
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(4), bytes.Length);
        writer.Advance(4);
        writer.Write(bytes);
    }

    /// <exception cref="FrameException">Fewer bytes follow than the length says.</exception>
    public static ReadOnlyMemory<byte> Read(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < 4)
            throw new FrameException("A frame ends within a block's length.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (length < 0 || length > rest.Length - 4)
            throw new FrameException($"A frame's block announces {length} bytes; {rest.Length - 4} follow.");
        var block = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return block;
    }
}
