using System.Text;
using System.Text.Json;
using CodeStepHost.Sandbox.Pipes;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Running;

/// <summary>One message in one script: what came with it, the time left, and the way out for what the script emits. Both engines write through it.</summary>
internal sealed class Execution
{
    // The engines stop a little before the host kills the process, so that the friendlier error wins.
    private const double ShareOfTimeLimit = 0.8;

    private readonly FrameOutput _output;
    private readonly Inbox _inbox;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _gate = new();
    private int _httpCalls;
    private TimeSpan _skipped;
    private int _looksAtClock;

    public Execution(uint number, in ExecuteRequest request, PrepareRequest script, FrameOutput output, Inbox inbox, TimeProvider time)
    {
        Number = number;
        Request = request;
        Script = script;
        Snapshot = request.Snapshot;
        TimeLimit = TimeSpan.FromMilliseconds(script.Limits.TimeMilliseconds * ShareOfTimeLimit);
        _output = output;
        _inbox = inbox;
        _time = time;
        _started = time.GetTimestamp();
    }

    public uint Number { get; }

    public ExecuteRequest Request { get; private set; }

    public PrepareRequest Script { get; }

    /// <summary>Time that the engine grants the script: a share of the host's limit.</summary>
    public TimeSpan TimeLimit { get; }

    /// <summary>The time that has passed for the script: by its timers only where the clock stands.</summary>
    public TimeSpan Elapsed => Request.ClockStands ? _skipped : Ran;

    public TimeSpan TimeLeft => TimeLimit - (_skipped > Ran ? _skipped : Ran);

    /// <summary>The script's clock: the host's at the start, plus the time that has passed.</summary>
    public DateTimeOffset Now
    {
        get
        {
            // A loop that waits for the clock would never end where it stands: each thousandth look moves it.
            if (Request.ClockStands && ++_looksAtClock % 1000 == 0)
                _skipped += TimeSpan.FromMilliseconds(1);
            return DateTimeOffset.FromUnixTimeMilliseconds(Request.ClockMilliseconds) + Elapsed;
        }
    }

    private TimeSpan Ran => _time.GetElapsedTime(_started);

    /// <summary>Gives the script another message than the one that came in.</summary>
    public void Replace(ReadOnlyMemory<byte> content) => Request = Request with { Content = content };

    /// <summary>Moves a clock that stands past a time that the script would only wait.</summary>
    public void Skip(TimeSpan wait) => _skipped += wait;

    /// <summary>The step's snapshot as this execution has made it so far, as JSON; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    /// <summary>Whether the script emitted <c>end</c>. Nothing may be emitted after it.</summary>
    public bool EndEmitted { get; set; }

    /// <summary>Whether the execution is over. What forgotten work emits later is dropped.</summary>
    public bool Over { get; private set; }

    public void Emit(EmitEvent name, ReadOnlyMemory<byte> value, string? messageId = null)
    {
        var payload = new EmitPayload(name, messageId, value);
        lock (_gate)
        {
            if (!Over)
                _output.Add(FrameType.Emit, Number, payload.Size, payload, static (emitted, writer) => emitted.Write(writer));
        }
    }

    public void EmitFailure(EmitEvent name, ScriptFailure failure) =>
        Emit(name, JsonSerializer.SerializeToUtf8Bytes(failure, FrameJson.Default.ScriptFailure));

    /// <summary>Emits a new snapshot and makes it the one that later merges start from.</summary>
    public void EmitSnapshot(byte[] value)
    {
        Snapshot = value;
        Emit(EmitEvent.Snapshot, value);
    }

    public void Log(LogLevelByte level, string text)
    {
        var line = LogText.Clean(text);
        var payload = new byte[1 + Encoding.UTF8.GetByteCount(line)];
        payload[0] = (byte)level;
        Encoding.UTF8.GetBytes(line, payload.AsSpan(1));
        lock (_gate)
        {
            if (!Over)
                _output.Add(FrameType.Log, Number, payload);
        }
    }

    /// <summary>Sends an HTTP call to the host and gives its number; the answer comes by <see cref="WaitForAnswer"/>.</summary>
    public int SendHttp(string method, string url, IReadOnlyList<KeyValuePair<string, string>> headers, string? body, int? timeoutMilliseconds, int? mostRedirects = null)
    {
        lock (_gate)
        {
            var call = ++_httpCalls;
            if (!Over)
                _output.Add(FrameType.HttpRequest, Number, JsonSerializer.SerializeToUtf8Bytes(new HttpCall(call, method, url, headers, body, timeoutMilliseconds, mostRedirects), FrameJson.Default.HttpCall));
            return call;
        }
    }

    /// <summary>Waits for the next HTTP answer, at most <paramref name="patience"/>; null when none came.</summary>
    /// <exception cref="FrameException">The answer is no valid JSON.</exception>
    public HttpAnswer? WaitForAnswer(TimeSpan patience)
    {
        _output.Flush();
        if (_inbox.TakeAnswer(Number, patience) is not { } frame)
            return null;
        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, FrameJson.Default.HttpAnswer);
        }
        catch (JsonException malformed)
        {
            throw new FrameException($"An HTTP answer is no valid JSON: {malformed.Message}");
        }
    }

    /// <summary>Ends the present or next wait for an answer, because there is other work. From any thread.</summary>
    public void Interrupt() => _inbox.Interrupt();

    /// <summary>The payload of a time limit that was reached.</summary>
    public EndedPayload TimeIsUp() => new(
        "limit",
        new ScriptFailure("TimeoutError", $"The script ran longer than its time limit of {Script.Limits.TimeMilliseconds} ms allows.", Code: LimitCodes.Time),
        EndEmitted);

    public void End(EndedPayload ended)
    {
        var plain = ended is { Kind: "completed", Error: null, Ended: false };
        lock (_gate)
        {
            Over = true;
            _output.Add(FrameType.Ended, Number, plain ? [] : JsonSerializer.SerializeToUtf8Bytes(ended, FrameJson.Default.EndedPayload));
        }
    }
}
