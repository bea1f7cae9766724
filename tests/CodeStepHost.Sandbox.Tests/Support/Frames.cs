using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>Writes and reads frames as the host does.</summary>
internal static class Frames
{
    public static readonly ScriptLimits Limits = new(5_000, 100_000, 1_000);

    public static PrepareRequest Script(string entry, string text) => new(
        entry,
        new Dictionary<string, string>(StringComparer.Ordinal) { [entry] = text },
        "{}",
        new Dictionary<string, string>(StringComparer.Ordinal),
        false,
        Limits);

    public static ExecuteRequest Message(string content = """{"body":{"a":1},"headers":{}}""", string snapshot = "", bool canReply = false, uint script = 1) =>
        new(script, canReply, 1, 0, 1_700_000_000_000, 7, "m1", Encoding.UTF8.GetBytes(content), Encoding.UTF8.GetBytes(snapshot));

    public static void Write(Stream target, uint number, PrepareRequest request) =>
        Write(target, FrameType.Prepare, number, JsonSerializer.SerializeToUtf8Bytes(request, FrameJson.Default.PrepareRequest));

    public static void Write(Stream target, uint number, ExecuteRequest request)
    {
        var payload = new ArrayBufferWriter<byte>();
        request.Write(payload);
        Write(target, FrameType.Execute, number, payload.WrittenSpan);
    }

    /// <summary>An assembly of a package; gives the hash by which scripts name it.</summary>
    public static string Write(Stream target, byte[] library)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(library));
        var payload = new ArrayBufferWriter<byte>();
        FrameBlocks.Write(payload, Encoding.UTF8.GetBytes(hash));
        FrameBlocks.Write(payload, library);
        Write(target, FrameType.Library, 0, payload.WrittenSpan);
        return hash;
    }

    public static void Write(Stream target, uint number, HttpAnswer answer) =>
        Write(target, FrameType.HttpResponse, number, JsonSerializer.SerializeToUtf8Bytes(answer, FrameJson.Default.HttpAnswer));

    public static void Write(Stream target, FrameType type, uint number, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, number).Write(frame);
        payload.CopyTo(frame.AsSpan(FrameHeader.Size));
        target.Write(frame);
        target.Flush();
    }

    public static (FrameType Type, uint Number, byte[] Payload)? Read(Stream source)
    {
        var header = new byte[FrameHeader.Size];
        var read = source.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        var frame = FrameHeader.Read(header);
        var payload = new byte[frame.PayloadLength];
        source.ReadExactly(payload);
        return (frame.Type, frame.Number, payload);
    }
}
