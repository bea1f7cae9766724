using System.Buffers;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>Takes frames off what a script process has sent, trusting none of it.</summary>
internal static class FrameInbox
{
    /// <summary>Takes the first frame off <paramref name="buffer"/>. A length over the limit is refused as soon as the header is there, so nothing is ever kept for it.</summary>
    /// <returns>False when the frame is not all there yet.</returns>
    /// <exception cref="FrameException">The bytes are no frame that a script process may send.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out FrameHeader header, out ReadOnlySequence<byte> payload)
    {
        header = default;
        payload = default;
        if (buffer.Length < FrameHeader.Size)
            return false;

        header = ReadHeader(buffer);
        var most = MostBytes(header.Type);
        if (header.PayloadLength > most)
            throw new FrameException($"A frame of type {header.Type} announces {header.PayloadLength} bytes; the largest allowed is {most}.");
        if (buffer.Length - FrameHeader.Size < header.PayloadLength)
            return false;

        payload = buffer.Slice(FrameHeader.Size, header.PayloadLength);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>The payload in one piece, without a copy where it already is.</summary>
    public static ReadOnlyMemory<byte> InOnePiece(in ReadOnlySequence<byte> payload) => payload.IsSingleSegment ? payload.First : payload.ToArray();

    private static FrameHeader ReadHeader(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.FirstSpan.Length >= FrameHeader.Size)
            return FrameHeader.Read(buffer.FirstSpan);
        Span<byte> copy = stackalloc byte[FrameHeader.Size];
        buffer.Slice(0, FrameHeader.Size).CopyTo(copy);
        return FrameHeader.Read(copy);
    }

    private static int MostBytes(FrameType type) => type switch
    {
        FrameType.Ready => 0,
        FrameType.Log => 1 << 20,
        FrameType.Prepared or FrameType.Rejected => 4 << 20,
        FrameType.Ended => 16 << 20,
        FrameType.Assembly => CompiledPayload.Largest,
        FrameType.HttpRequest => 32 << 20,
        FrameType.Emit => FrameHeader.LargestPayload,
        _ => throw new FrameException($"A frame of type {type} came from the script's process; only the host sends those."),
    };
}
