using System.Buffers;
using System.Buffers.Binary;

namespace CodeStepHost.Scripting.Frames;

/// <summary>
/// What <see cref="FrameType.Execute"/> carries, in binary so that a message's JSON passes as it is. Layout, little-endian:
/// script number (u32), flags (u8: 1 a caller waits for a reply, 2 the clock stands), attempt (i32), rebounds (i32), clock (i64, milliseconds since 1970 UTC), seed (u64),
/// then three blocks of length (i32) and bytes: message id (UTF-8), message content (JSON), snapshot (JSON; empty: none).
/// </summary>
internal readonly record struct ExecuteRequest(
    uint Script,
    bool CanReply,
    int Attempt,
    int Rebounds,
    long ClockMilliseconds,
    ulong Seed,
    string MessageId,
    ReadOnlyMemory<byte> Content,
    ReadOnlyMemory<byte> Snapshot)
{
    private const int FixedSize = 4 + 1 + 4 + 4 + 8 + 8;
    private const byte ReplyFlag = 1;
    private const byte ClockStandsFlag = 2;

    /// <summary>Whether the script's clock moves by its own timers only, so that a test gives the same result each time and does not wait.</summary>
    public bool ClockStands { get; init; }

    /// <summary>Length of the payload in bytes.</summary>
    public int Size => FixedSize + (3 * 4) + System.Text.Encoding.UTF8.GetByteCount(MessageId) + Content.Length + Snapshot.Length;

    /// <summary>Writes the payload.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        var span = writer.GetSpan(FixedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(span, Script);
        span[4] = (byte)((CanReply ? ReplyFlag : 0) | (ClockStands ? ClockStandsFlag : 0));
        BinaryPrimitives.WriteInt32LittleEndian(span[5..], Attempt);
        BinaryPrimitives.WriteInt32LittleEndian(span[9..], Rebounds);
        BinaryPrimitives.WriteInt64LittleEndian(span[13..], ClockMilliseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(span[21..], Seed);
        writer.Advance(FixedSize);
        FrameBlocks.Write(writer, System.Text.Encoding.UTF8.GetBytes(MessageId));
        FrameBlocks.Write(writer, Content.Span);
        FrameBlocks.Write(writer, Snapshot.Span);
    }

    /// <summary>Reads a payload; the memory of content and snapshot is that of <paramref name="payload"/>.</summary>
    /// <exception cref="FrameException">The payload is shorter than it says.</exception>
    public static ExecuteRequest Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < FixedSize)
            throw new FrameException($"An execute frame has {payload.Length} bytes; it needs at least {FixedSize}.");
        var span = payload.Span;
        var rest = payload[FixedSize..];
        var id = System.Text.Encoding.UTF8.GetString(FrameBlocks.Read(ref rest).Span);
        var content = FrameBlocks.Read(ref rest);
        var snapshot = FrameBlocks.Read(ref rest);
        return new ExecuteRequest(
            BinaryPrimitives.ReadUInt32LittleEndian(span),
            (span[4] & ReplyFlag) != 0,
            BinaryPrimitives.ReadInt32LittleEndian(span[5..]),
            BinaryPrimitives.ReadInt32LittleEndian(span[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[13..]),
            BinaryPrimitives.ReadUInt64LittleEndian(span[21..]),
            id,
            content,
            snapshot)
        {
            ClockStands = (span[4] & ClockStandsFlag) != 0,
        };
    }
}
