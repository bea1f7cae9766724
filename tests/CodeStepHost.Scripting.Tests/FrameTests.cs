using System.Buffers;
using CodeStepHost.Scripting.Frames;
using CsCheck;

namespace CodeStepHost.Scripting.Tests;

public sealed class FrameTests
{
    [Fact]
    public void What_is_written_as_an_execution_is_read_back() =>
        Gen.Select(Gen.UInt, Gen.Bool, Gen.Int, Gen.Int, Gen.Long, Gen.ULong, Gen.String[Gen.Char.AlphaNumeric, 0, 20], Gen.Byte.Array).Sample((script, reply, attempt, rebounds, clock, seed, id, content) =>
        {
            var request = new ExecuteRequest(script, reply, attempt, rebounds, clock, seed, id, content, content.AsMemory(content.Length / 2));
            var written = new ArrayBufferWriter<byte>();
            request.Write(written);
            var read = ExecuteRequest.Read(written.WrittenMemory);
            return written.WrittenCount == request.Size
                && read with { Content = default, Snapshot = default } == request with { Content = default, Snapshot = default }
                && read.Content.Span.SequenceEqual(request.Content.Span)
                && read.Snapshot.Span.SequenceEqual(request.Snapshot.Span);
        });

    [Fact]
    public void A_payload_cut_short_is_refused_and_never_read_beyond() =>
        Gen.Byte.Array.Sample(bytes =>
        {
            try
            {
                _ = ExecuteRequest.Read(bytes);
                _ = EmitPayload.Read(bytes);
            }
            catch (FrameException)
            {
                // Refused, as it should be.
            }
        });

    [Fact]
    public void A_length_over_the_limit_is_refused_by_the_header_alone()
    {
        var header = new byte[FrameHeader.Size];
        new FrameHeader(FrameHeader.LargestPayload, FrameType.Emit, 1).Write(header);
        Assert.Equal(FrameHeader.LargestPayload, FrameHeader.Read(header).PayloadLength);
        new FrameHeader(FrameHeader.LargestPayload + 1, FrameType.Emit, 1).Write(header);
        Assert.Throws<FrameException>(() => FrameHeader.Read(header));
    }
}
