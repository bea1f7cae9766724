using System.Buffers;

namespace CodeStepHost.Scripting.Frames;

/// <summary>The events that a script process passes on.</summary>
internal enum EmitEvent : byte
{
    /// <summary>Value: a message as a JSON object with at least <c>body</c> and <c>headers</c>, without <c>id</c>.</summary>
    Data = 1,

    /// <summary>Value: a <see cref="ScriptFailure"/> as JSON.</summary>
    Error = 2,

    /// <summary>Value: a <see cref="ScriptFailure"/> as JSON; its message is the reason.</summary>
    Rebound = 3,

    /// <summary>Value: the step's new snapshot as JSON. An <c>updateSnapshot</c> arrives merged as this event too.</summary>
    Snapshot = 4,

    /// <summary>Value: a JSON object with the step's new credential values.</summary>
    UpdateKeys = 5,

    /// <summary>Value: <c>{statusCode, body, headers}</c> as JSON.</summary>
    HttpReply = 6,

    /// <summary>An error-handling script closes the error that it handles. No value.</summary>
    Handled = 7,
}

/// <summary>What <see cref="FrameType.Emit"/> carries: the event (u8), the message id that the script gave, if any (block), then the value as UTF-8 JSON (block).</summary>
internal readonly record struct EmitPayload(EmitEvent Event, string? MessageId, ReadOnlyMemory<byte> Value)
{
    /// <summary>Length of the payload in bytes.</summary>
    public int Size => 1 + 4 + (MessageId is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(MessageId)) + 4 + Value.Length;

    /// <summary>Writes the payload.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.GetSpan(1)[0] = (byte)Event;
        writer.Advance(1);
        FrameBlocks.Write(writer, MessageId is null ? [] : System.Text.Encoding.UTF8.GetBytes(MessageId));
        FrameBlocks.Write(writer, Value.Span);
    }

    /// <summary>Reads a payload; the value's memory is that of <paramref name="payload"/>.</summary>
    /// <exception cref="FrameException">The payload is shorter than it says, or the event is unknown.</exception>
    public static EmitPayload Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < 9)
            throw new FrameException($"An emit frame has {payload.Length} bytes; it needs at least 9.");
        var name = (EmitEvent)payload.Span[0];
        if (!Enum.IsDefined(name))
            throw new FrameException($"Event {(byte)name} is unknown.");
        var rest = payload[1..];
        var id = FrameBlocks.Read(ref rest);
        return new EmitPayload(name, id.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(id.Span), FrameBlocks.Read(ref rest));
    }
}
