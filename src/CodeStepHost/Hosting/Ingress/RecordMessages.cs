using CodeStepHost.Components.Records;
using CodeStepHost.Components.Triggers;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Hosting.Ingress;

/// <summary>What a trigger makes of what stands in files: messages, and for what is no record, messages that fail in the trigger step itself.</summary>
internal static class RecordMessages
{
    /// <param name="file">The file's name, as people know it.</param>
    /// <param name="about">What the message says of its file beside its body, as JSON; empty: nothing.</param>
    public static IncomingMessage Of(RecordRead read, StepDefinition trigger, string id, string file, ReadOnlySpan<byte> about = default) => read switch
    {
        RecordRead.Record record => Whole(Message(record.BodyJson.Span, about), trigger, id, file, read.Line),
        RecordRead.Malformed malformed => Refused(Fitting(new MalformedRecord(file, malformed.Line, malformed.Problem, malformed.Text), trigger), id),
        _ => throw new InvalidOperationException($"Unknown {read.GetType().Name}."),
    };

    /// <summary>A message with this content, or what says that it is too large.</summary>
    public static IncomingMessage Whole(byte[] content, StepDefinition trigger, string id, string file, int line) => content.Length <= trigger.Limits.MessageBytes
        ? new IncomingMessage(id, content)
        : Refused(new MalformedRecord(file, line, $"the record of {content.Length} bytes is over limits.message of {trigger.Limits.MessageBytes}", string.Empty), id);

    /// <summary>What is told of a record, without its text where the message that tells it would be too large.</summary>
    private static MalformedRecord Fitting(MalformedRecord record, StepDefinition trigger) =>
        record.ToContent().Length <= trigger.Limits.MessageBytes ? record : record with { Text = string.Empty };

    /// <summary>A message that fails in the trigger step, and waits on the errors list.</summary>
    public static IncomingMessage Refused(MalformedRecord record, string id) => new(id, record.ToContent(), ForTriggerItself: true);

    /// <summary>A message's content.</summary>
    public static byte[] Message(ReadOnlySpan<byte> body, ReadOnlySpan<byte> about) => about.IsEmpty
        ? [.. "{\"body\":"u8, .. body, .. ",\"headers\":{}}"u8]
        : [.. "{\"body\":"u8, .. body, .. ",\"headers\":{},\"file\":"u8, .. about, .. "}"u8];
}
