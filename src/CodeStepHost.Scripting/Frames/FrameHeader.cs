using System.Buffers.Binary;

namespace CodeStepHost.Scripting.Frames;

/// <summary>
/// The nine bytes before each payload: payload length (unsigned 32 bits), frame type (8 bits) and number (unsigned 32 bits), little-endian.
/// A reader refuses a length over its limit before it allocates anything.
/// </summary>
internal readonly record struct FrameHeader(int PayloadLength, FrameType Type, uint Number)
{
    /// <summary>Length of a header in bytes.</summary>
    public const int Size = 9;

    /// <summary>No frame's payload is longer than this (bytes), whichever side sends it: the largest message allowed anywhere (64 MiB) with its envelope.</summary>
    public const int LargestPayload = 66 * 1024 * 1024;

    /// <summary>Writes the header into the first <see cref="Size"/> bytes of <paramref name="target"/>.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)PayloadLength);
        target[4] = (byte)Type;
        BinaryPrimitives.WriteUInt32LittleEndian(target[5..], Number);
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="FrameException">The length is over <see cref="LargestPayload"/> or the type is unknown.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        var type = (FrameType)source[4];
        if (length > LargestPayload)
            throw new FrameException($"A frame announces {length} bytes; the largest allowed is {LargestPayload}.");
        if (!Enum.IsDefined(type))
            throw new FrameException($"Frame type {(byte)type} is unknown.");
        return new FrameHeader((int)length, type, BinaryPrimitives.ReadUInt32LittleEndian(source[5..]));
    }
}

/// <summary>The other side sent bytes that are no frame. The connection cannot be used further.</summary>
internal sealed class FrameException(string message) : Exception(message);
