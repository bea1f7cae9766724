using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CodeStepHost.Components.Code;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>A scripted process: it answers Prepare frames by itself and leaves everything else to the test.</summary>
internal sealed class FakeChild
{
    private readonly Pipe _toChild = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _fromChild = new(new PipeOptions(pauseWriterThreshold: 64 << 10, resumeWriterThreshold: 32 << 10));
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);

    // Written by the child's reading loop, read by the test.
    private readonly Channel<(FrameHeader Header, byte[] Payload)> _received = Channel.CreateUnbounded<(FrameHeader, byte[])>();

    private readonly Channel<uint> _forgotten = Channel.CreateUnbounded<uint>();

    /// <param name="isReady">Whether it says at once that it is ready; else it says nothing.</param>
    public FakeChild(bool isReady = true)
    {
        Pipes = new SandboxPipes(_toChild.Writer.AsStream(), _fromChild.Reader.AsStream(), () => Exit(137), _exit.Task, () => LastWords, Id: 1, () => Resident);
        _ = ReadAsync(isReady);
    }

    public SandboxPipes Pipes { get; }

    public string LastWords { get; set; } = "";

    public long Resident { get; set; }

    /// <summary>What Prepare is answered with; null: nothing.</summary>
    public Func<PrepareRequest, PreparedScript?> OnPrepare { get; set; } = _ => new PreparedScript("run", false, []);

    public List<PrepareRequest> Prepares { get; } = [];

    public bool IsGone => _exit.Task.IsCompleted;

    public Task Gone => _exit.Task;

    public ValueTask ReadyAsync() => SendAsync(FrameType.Ready, 0, []);

    /// <summary>The next message that the host has sent.</summary>
    public async Task<(uint Number, ExecuteRequest Request)> NextAsync()
    {
        var (header, payload) = await NextFrameAsync();
        Assert.Equal(FrameType.Execute, header.Type);
        return (header.Number, ExecuteRequest.Read(payload));
    }

    /// <summary>The next script that the host has told it to forget.</summary>
    public async Task<uint> NextForgottenAsync() => await _forgotten.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<(FrameHeader Header, byte[] Payload)> NextFrameAsync() =>
        await _received.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask EmitAsync(uint number, string json, EmitEvent name = EmitEvent.Data, string? id = null)
    {
        var payload = new ArrayBufferWriter<byte>();
        new EmitPayload(name, id, Encoding.UTF8.GetBytes(json)).Write(payload);
        return SendAsync(FrameType.Emit, number, payload.WrittenSpan.ToArray());
    }

    public ValueTask EndAsync(uint number) => SendAsync(FrameType.Ended, number, []);

    public ValueTask EndAsync(uint number, EndedPayload ended) =>
        SendAsync(FrameType.Ended, number, JsonSerializer.SerializeToUtf8Bytes(ended, FrameJson.Default.EndedPayload));

    public ValueTask LogAsync(uint number, LogLevelByte level, string text) =>
        SendAsync(FrameType.Log, number, [(byte)level, .. Encoding.UTF8.GetBytes(text)]);

    public ValueTask SendAsync(FrameType type, uint number, byte[] payload)
    {
        var header = new byte[FrameHeader.Size];
        new FrameHeader(payload.Length, type, number).Write(header);
        return SendBytesAsync([.. header, .. payload]);
    }

    public async ValueTask SendBytesAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            if (!IsGone)
                await _fromChild.Writer.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Die(int code, string lastWords = "")
    {
        LastWords = lastWords;
        Exit(code);
    }

    private void Exit(int code)
    {
        if (_exit.TrySetResult(code))
        {
            _fromChild.Writer.Complete();
            _received.Writer.TryComplete();
        }
    }

    private async Task ReadAsync(bool isReady)
    {
        if (isReady)
            await ReadyAsync();
        while (true)
        {
            var read = await _toChild.Reader.ReadAsync();
            var buffer = read.Buffer;
            while (TryTake(ref buffer, out var header, out var payload))
            {
                if (header.Type == FrameType.Prepare)
                    await PrepareAsync(header.Number, payload);
                else if (header.Type == FrameType.Forget)
                    _forgotten.Writer.TryWrite(header.Number);
                else
                    _received.Writer.TryWrite((header, payload));
            }

            _toChild.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                // The host is gone, so the child goes too.
                Exit(0);
                return;
            }
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out FrameHeader header, out byte[] payload)
    {
        (header, payload) = (default, []);
        if (buffer.Length < FrameHeader.Size)
            return false;
        header = FrameHeader.Read(buffer.Slice(0, FrameHeader.Size).ToArray());
        if (buffer.Length < FrameHeader.Size + header.PayloadLength)
            return false;
        payload = buffer.Slice(FrameHeader.Size, header.PayloadLength).ToArray();
        buffer = buffer.Slice(FrameHeader.Size + header.PayloadLength);
        return true;
    }

    private async Task PrepareAsync(uint number, byte[] payload)
    {
        var request = JsonSerializer.Deserialize(payload, FrameJson.Default.PrepareRequest)!;
        lock (Prepares)
            Prepares.Add(request);
        if (OnPrepare(request) is { } answer)
        {
            await SendAsync(
                answer.EntryPoint is null ? FrameType.Rejected : FrameType.Prepared,
                number,
                JsonSerializer.SerializeToUtf8Bytes(answer, FrameJson.Default.PreparedScript));
        }
    }
}
