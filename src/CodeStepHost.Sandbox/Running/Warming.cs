using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Running;

/// <summary>What a process does before it says that it is ready: a few messages through a small script, which compiles the paths that every script takes.</summary>
internal static class Warming
{
    private const int Messages = 40;

    private const string Script = "async function run(msg, cfg, snapshot) { const seen = new Date().getTime(); await this.emit('data', { body: msg.body, seen }); }";

    public static void Run(TimeProvider time)
    {
        using var input = new MemoryStream();
        Write(input, FrameType.Prepare, 1, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new PrepareRequest("warm.js", new Dictionary<string, string>(StringComparer.Ordinal) { ["warm.js"] = Script }, "{}", new Dictionary<string, string>(StringComparer.Ordinal), false, new ScriptLimits(10_000, 1024 * 1024, 64 * 1024)),
            FrameJson.Default.PrepareRequest));
        for (var number = 1u; number <= Messages; number++)
        {
            var request = new ExecuteRequest(1, false, 1, 0, 0, 1, "", "{\"body\":{\"n\":1,\"list\":[\"a\",true,null,1.5]},\"headers\":{}}"u8.ToArray(), default);
            var payload = new System.Buffers.ArrayBufferWriter<byte>();
            request.Write(payload);
            Write(input, FrameType.Execute, number, payload.WrittenSpan);
        }
        input.Position = 0;
        using var process = new ScriptProcess(input, Stream.Null, time);
        process.Run();
    }

    private static void Write(MemoryStream target, FrameType type, uint number, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        new FrameHeader(payload.Length, type, number).Write(header);
        target.Write(header);
        target.Write(payload);
    }
}
