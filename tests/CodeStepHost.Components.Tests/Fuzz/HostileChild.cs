using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Fuzz;

/// <summary>
/// A script process that answers with frames of chance: right ones, right ones with bytes changed, wrong numbers, wrong lengths, bytes of no frame.
/// Whatever it sends, each message of the host comes to an end, and the host goes on.
/// </summary>
internal sealed class HostileChild
{
    private static readonly string[] Payloads =
    [
        "", "{}", "null", "[]", "{\"Kind\":\"completed\"}", "{\"Kind\":\"threw\",\"Error\":{\"Name\":\"E\",\"Message\":\"m\"}}", "{\"Kind\":\"limit\",\"Error\":{\"Name\":\"E\",\"Message\":\"m\",\"Code\":\"limit.time\"}}",
        "{\"Kind\":\"limit\",\"Error\":null}", "{\"EntryPoint\":\"run\",\"UsesSnapshot\":false,\"Diagnostics\":[]}", "{\"EntryPoint\":null,\"UsesSnapshot\":true,\"Diagnostics\":null}", "{\"Call\":1,\"Method\":\"GET\",\"Url\":\"http://127.0.0.1:1/\",\"Headers\":[]}",
        "{\"Call\":1,\"Method\":null,\"Url\":null}", "{\"Call\":-1,\"Method\":\"\\r\\n\",\"Url\":\"x\",\"Headers\":[{\"Key\":null,\"Value\":null}],\"Body\":\"not base64\"}", "\u0003a line", "\u0063a line", "\u0001\0{\"body\":{},\"headers\":{}}", "\u0002\0", "\u0003\0{\"a\":1}",
    ];

    private readonly Random _random;
    private readonly Pipe _toChild = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _fromChild = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostileChild(int seed)
    {
        _random = new Random(seed);
        Pipes = new SandboxPipes(_toChild.Writer.AsStream(), _fromChild.Reader.AsStream(), () => Exit(137), _exit.Task, () => "", Id: 1);
        _ = LiveAsync();
    }

    private SandboxPipes Pipes { get; }

    /// <summary>Sends messages through a step whose processes are all of this kind.</summary>
    /// <returns>How each message ended.</returns>
    public static async Task<IReadOnlyList<ComponentEnd>> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var children = 0;
        await using var pool = new SandboxPool(
            new SandboxOptions { Spares = 0, LongestRest = TimeSpan.Zero, CompileTime = TimeSpan.FromSeconds(1), StartTime = TimeSpan.FromSeconds(1) },
            TimeProvider.System,
            NullLogger.Instance,
            _ => Task.FromResult(new HostileChild(unchecked((seed * 31) + Interlocked.Increment(ref children))).Pipes));
        using var http = new ScriptHttp(TimeProvider.System, (_, _) => Task.FromResult<System.Net.IPAddress[]>([]));
        var component = new CodeComponent(pool, http, TimeProvider.System, NullLogger<CodeComponent>.Instance);
        var step = new StepDefinition { Name = "map", Uses = StepKinds.Code, Script = "map.js", Egress = ["127.0.0.1"], Limits = StepLimits.Default with { Time = TimeSpan.FromMilliseconds(40) } };
        var flow = new FlowVersion(1, new FlowPackage("orders", new Dictionary<string, string> { ["map.js"] = "function run() {}" }), new FlowDefinition { Name = "orders", Steps = [step] });
        await using var lane = await component.OpenLaneAsync(flow, step, cancellationToken);
        var ends = Enumerable.Range(0, 5).Select(number => lane.RunAsync(Message(number), CancellationToken.None)).ToList();
        return await Task.WhenAll(ends).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    private static StepExecution Message(int number) => new(
        new ClaimedMessage(
            new ClaimToken(number + 1, 1),
            new NewMessage { Id = $"m{number}", Address = new StepAddress("orders", "map"), FlowVersion = 1, Run = "r", Thread = "t", Content = """{"body":{},"headers":{}}"""u8.ToArray() },
            Attempt: 1,
            Rebounds: 0,
            DateTimeOffset.UnixEpoch),
        default,
        default,
        DateTimeOffset.UnixEpoch,
        Seed: 1,
        new Unheard());

    private async Task LiveAsync()
    {
        if (Chance(0.99))
            Send(FrameType.Ready, 0, []);
        else
            SendChance(0);
        await FlushAsync();
        while (!_exit.Task.IsCompleted)
        {
            var read = await _toChild.Reader.ReadAsync();
            var buffer = read.Buffer;
            while (TryTake(ref buffer, out var header))
                Answer(header);
            _toChild.Reader.AdvanceTo(buffer.Start, buffer.End);
            await FlushAsync();
            if (read.IsCompleted)
                Exit(0);
        }
    }

    private void Answer(FrameHeader header)
    {
        if (header.Type == FrameType.Prepare && Chance(0.95))
        {
            Send(FrameType.Prepared, header.Number, "{\"EntryPoint\":\"run\",\"UsesSnapshot\":false,\"Diagnostics\":[]}"u8.ToArray());
            return;
        }

        for (var frames = _random.Next(4); frames > 0; frames--)
            SendChance(header.Number);
        if (header.Type == FrameType.Execute && Chance(0.8))
            Send(FrameType.Ended, header.Number, []);
        if (Chance(0.03))
            Exit(_random.Next(256));
    }

    private void SendChance(uint number)
    {
        if (Chance(0.05))
        {
            var noise = new byte[_random.Next(1, 60)];
            _random.NextBytes(noise);
            Write(noise);
            return;
        }

        var payload = Encoding.UTF8.GetBytes(Payloads[_random.Next(Payloads.Length)]);
        for (var changes = Chance(0.5) ? _random.Next(4) : 0; changes > 0 && payload.Length > 0; changes--)
            payload[_random.Next(payload.Length)] = (byte)_random.Next(256);
        var type = Chance(0.9) ? (FrameType)_random.Next(33, 40) : (FrameType)_random.Next(256);
        var which = Chance(0.8) ? number : (uint)_random.Next(-2, 6);
        var length = Chance(0.95) ? payload.Length : _random.Next(int.MinValue, int.MaxValue);
        Write(Header(length, type, which));
        Write(payload);
    }

    private void Send(FrameType type, uint number, byte[] payload)
    {
        Write(Header(payload.Length, type, number));
        Write(payload);
    }

    private static byte[] Header(int length, FrameType type, uint number)
    {
        var header = new byte[FrameHeader.Size];
        new FrameHeader(length, type, number).Write(header);
        return header;
    }

    private void Write(byte[] bytes)
    {
        if (!_exit.Task.IsCompleted)
            _fromChild.Writer.Write(bytes);
    }

    private async Task FlushAsync()
    {
        if (!_exit.Task.IsCompleted)
            await _fromChild.Writer.FlushAsync();
    }

    private void Exit(int code)
    {
        if (!_exit.TrySetResult(code))
            return;
        _fromChild.Writer.CancelPendingFlush();
        _fromChild.Writer.Complete();
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out FrameHeader header)
    {
        header = default;
        if (buffer.Length < FrameHeader.Size)
            return false;
        header = FrameHeader.Read(buffer.Slice(0, FrameHeader.Size).ToArray());
        if (buffer.Length < FrameHeader.Size + header.PayloadLength)
            return false;
        buffer = buffer.Slice(FrameHeader.Size + header.PayloadLength);
        return true;
    }

    private sealed class Unheard : IEmissions
    {
        public ValueTask<Flows.Errors.StepError?> EmitAsync(Emission emission, CancellationToken cancellationToken) => default;

        public void Log(StepLogLevel level, string text)
        {
            // Nobody listens.
        }

        public bool Reply(ReadOnlyMemory<byte> reply) => true;
    }
}
