using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Flows.Messages;

/// <summary>
/// What the messages of a flow with <c>passthrough</c> carry: in a member of that name, by the names of the steps that they came through, what these
/// emitted. The host alone writes it, into each message that leaves a step: what a script writes there itself is left out. All else keeps its bytes.
/// </summary>
/// <param name="policy">Of the flow.</param>
/// <param name="incoming">The message at work; empty when there is none, because messages come from outside.</param>
internal sealed class Passthrough(PassthroughPolicy policy, ReadOnlyMemory<byte> incoming)
{
    private ReadOnlyMemory<byte>? _carried;

    private static ReadOnlySpan<byte> Name => "passthrough"u8;

    /// <summary>The members of what came in, without braces.</summary>
    private ReadOnlyMemory<byte> Carried => _carried ??= CarriedBy(incoming);

    /// <summary>A message as it leaves a step: with what came in, and with what it is itself.</summary>
    /// <param name="content">A JSON object; a list, which has no members, stays as it is.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public ReadOnlyMemory<byte> Leaving(string step, ReadOnlyMemory<byte> content)
    {
        if (!JsonMembers.IsObject(content.Span))
            return content;
        var name = Encoding.ASCII.GetBytes(step);
        var members = JsonMembers.Without(content, Name);
        return policy.Carries(step)
            ? Write(members, JsonMembers.Without(Braced(Carried), name), name)
            : Write(members, Carried, []);
    }

    /// <summary>A message of a step to itself: with what came in.</summary>
    /// <param name="content">A JSON object.</param>
    public ReadOnlyMemory<byte> ToSelf(ReadOnlyMemory<byte> content) => Write(JsonMembers.Without(content, Name), Carried, []);

    /// <summary>How many bytes of a message are what it carries.</summary>
    public static int Measure(ReadOnlyMemory<byte> message) => JsonMembers.Find(message, Name).Length;

    private static ReadOnlyMemory<byte> CarriedBy(ReadOnlyMemory<byte> message)
    {
        try
        {
            var carried = JsonMembers.Find(message, Name);
            return JsonMembers.IsObject(carried.Span) ? JsonMembers.Without(carried, []) : default;
        }
        catch (JsonException)
        {
            // The step itself says what is wrong with its message.
            return default;
        }
    }

    private static ReadOnlyMemory<byte> Braced(ReadOnlyMemory<byte> members) => (byte[])[(byte)'{', .. members.Span, (byte)'}'];

    private static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> members, ReadOnlyMemory<byte> carried, ReadOnlySpan<byte> own)
    {
        var json = new ArrayBufferWriter<byte>((2 * members.Length) + carried.Length + own.Length + 32);
        json.Write("{"u8);
        json.Write(members.Span);
        json.Write(members.IsEmpty ? "\"passthrough\":{"u8 : ",\"passthrough\":{"u8);
        json.Write(carried.Span);
        if (!own.IsEmpty)
        {
            json.Write(carried.IsEmpty ? "\""u8 : ",\""u8);
            json.Write(own);
            json.Write("\":{"u8);
            json.Write(members.Span);
            json.Write("}"u8);
        }

        json.Write("}}"u8);
        return json.WrittenMemory;
    }
}
