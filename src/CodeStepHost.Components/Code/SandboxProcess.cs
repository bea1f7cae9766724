using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>
/// One script process, seen from its parent. It is bound to one flow for life and is in the hands of one tenant at a time.
/// Killing is the only way to stop it, and whatever it sends that is no proper frame gets it killed.
/// </summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    // Of each step the present version and the one before, whose messages may still be on their way.
    private const int MostOfAStep = 2;

    // After its end of stream a process gets this long to be gone, so that its own exit code is seen and not that of our kill.
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    private readonly SandboxPipes _pipes;
    private readonly TimeProvider _time;
    private readonly FrameOutbox _outbox;
    private readonly PipeReader _inbox;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SandboxDeath> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<PreparedScript>> _preparing = new();
    private readonly ConcurrentDictionary<uint, byte[]> _assemblies = new();
    private readonly HashSet<string> _libraries = [];
    private readonly Dictionary<string, ScriptInProcess> _scripts = [];
    private ISandboxTenant? _tenant;
    private string? _fault;
    private bool _isLost;
    private bool _isOld;
    private uint _scriptNumber;
    private uint _executionNumber;

    public SandboxProcess(SandboxPipes pipes, long memory, TimeProvider time)
    {
        _pipes = pipes;
        _time = time;
        Memory = memory;
        _outbox = new FrameOutbox(pipes.ToChild);
        _inbox = PipeReader.Create(pipes.FromChild, new StreamPipeReaderOptions(bufferSize: 64 << 10));
        _ = ReadAsync();
    }

    /// <summary>The operating system's number of it.</summary>
    public int Id => _pipes.Id;

    /// <summary>What its managed heap may grow to, in bytes.</summary>
    public long Memory { get; }

    /// <summary>The flow that it is bound to; null while it is a spare.</summary>
    public string? Flow { get; set; }

    /// <summary>When it was bound to its flow (a timestamp of the time provider).</summary>
    public long BoundSince { get; set; }

    /// <summary>Whether it has served so long, or holds so much memory, that another should take its place when its messages are done.</summary>
    public bool IsOld
    {
        get => Volatile.Read(ref _isOld);
        set => Volatile.Write(ref _isOld, value);
    }

    /// <summary>Whether it ended because of what its script did.</summary>
    public bool EndedByScript { get; set; }

    /// <summary>The memory that it has in use, in bytes; 0 where that is not known.</summary>
    public long Resident => _pipes.Resident?.Invoke() ?? 0;

    /// <summary>How many executions it was sent.</summary>
    public long Executions { get; private set; }

    /// <summary>How many scripts it holds, one for each version and configuration.</summary>
    public int Scripts => _scripts.Count;

    /// <summary>When it was last given back (a timestamp of the time provider).</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether it may still answer.</summary>
    public bool IsAlive => Volatile.Read(ref _fault) is null && !Volatile.Read(ref _isLost) && !_pipes.Exited.IsCompleted;

    /// <summary>Ends when the process has.</summary>
    public Task<SandboxDeath> Ended => _ended.Task;

    /// <summary>Waits until it is warm.</summary>
    /// <exception cref="SandboxException">It died, or took longer than <paramref name="limit"/>; it is dead then.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        try
        {
            await _ready.Task.WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            Kill($"{SandboxDeath.NotReady} within {limit.TotalSeconds:0.#} s");
            var death = await Ended;
            throw new SandboxException(death.WordsOfStart, death);
        }
    }

    /// <summary>Whether it already holds the script.</summary>
    public bool Holds(string key)
    {
        lock (_gate)
            return _scripts.ContainsKey(key);
    }

    /// <summary>Has it compile a script, once.</summary>
    /// <param name="compiled">What the script was compiled to before; empty when nothing is known. The process compiles anew what it cannot use.</param>
    /// <exception cref="SandboxException">It died over it, or took longer than <paramref name="limit"/>; it is dead then.</exception>
    public async Task<ScriptInProcess> PrepareAsync(ScriptText script, TimeSpan limit, ReadOnlyMemory<byte> compiled = default)
    {
        uint number;
        bool isLost;
        var answer = new TaskCompletionSource<PreparedScript>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_scripts.TryGetValue(script.Key, out var held))
                return held;
            number = ++_scriptNumber;
            isLost = _isLost;
            if (!isLost)
                _preparing[number] = answer;
        }

        if (isLost)
            throw Lost(await Ended);
        SendLibraries(script.Libraries ?? []);
        if (!compiled.IsEmpty)
            _outbox.Send(FrameType.Compiled, number, compiled.Span);
        _outbox.Send(FrameType.Prepare, number, script.Request.Span);
        try
        {
            var prepared = new ScriptInProcess(number, await answer.Task.WaitAsync(limit, _time), _assemblies.TryRemove(number, out var assembly) ? assembly : null);
            lock (_gate)
            {
                ForgetOldest(script.Step);
                _scripts[script.Key] = prepared with { Step = script.Step };
            }

            return prepared;
        }
        catch (TimeoutException)
        {
            Kill($"{SandboxDeath.SlowCompiler} than {limit.TotalSeconds:0.#} s");
            throw Lost(await Ended);
        }
    }

    private void SendLibraries(IReadOnlyList<PackageAssembly> libraries)
    {
        foreach (var library in libraries)
        {
            lock (_gate)
            {
                if (!_libraries.Add(library.Hash))
                    continue;
            }

            var payload = new System.Buffers.ArrayBufferWriter<byte>(library.Bytes.Length + 128);
            FrameBlocks.Write(payload, System.Text.Encoding.UTF8.GetBytes(library.Hash));
            FrameBlocks.Write(payload, library.Bytes);
            _outbox.Send(FrameType.Library, 0, payload.WrittenSpan);
        }
    }

    // The process is in the hands of whoever prepares a script, so none of the others is at work.
    private void ForgetOldest(string? step)
    {
        var former = _scripts.Where(script => step is not null && script.Value.Step == step).OrderByDescending(script => script.Value.Number).Skip(MostOfAStep - 1).ToList();
        foreach (var (key, script) in former)
        {
            _scripts.Remove(key);
            _outbox.Send(FrameType.Forget, script.Number, []);
        }
    }

    /// <summary>Has it run a prepared script on a message, after those sent before.</summary>
    /// <returns>The number of the execution.</returns>
    public uint Execute(in ExecuteRequest request)
    {
        Executions++;
        var number = ++_executionNumber;
        _outbox.Send(number, request);
        return number;
    }

    /// <summary>Answers an execution's HTTP call.</summary>
    public void Answer(uint execution, HttpAnswer answer) =>
        _outbox.Send(FrameType.HttpResponse, execution, JsonSerializer.SerializeToUtf8Bytes(answer, FrameJson.Default.HttpAnswer));

    /// <summary>Puts it into a tenant's hands.</summary>
    /// <returns>False when it has ended.</returns>
    public bool Attach(ISandboxTenant tenant)
    {
        lock (_gate)
        {
            if (_isLost || _fault is not null)
                return false;
            _tenant = tenant;
            return true;
        }
    }

    /// <summary>Takes it out of its tenant's hands; the tenant hears no more of it.</summary>
    public void Detach()
    {
        lock (_gate)
            _tenant = null;
    }

    /// <summary>Tells the tenant that others wait.</summary>
    public void Want()
    {
        ISandboxTenant? tenant;
        lock (_gate)
            tenant = _tenant;
        tenant?.OnWanted();
    }

    /// <summary>Ends it at once.</summary>
    /// <param name="why">The words for it; those of the first call count.</param>
    public void Kill(string why)
    {
        Interlocked.CompareExchange(ref _fault, why, null);
        _pipes.Kill();

        // A descendant might keep the pipe open.
        _inbox.CancelPendingRead();
    }

    public async ValueTask DisposeAsync()
    {
        Kill("the host ended it");
        await Ended;
    }

    private async Task ReadAsync()
    {
        try
        {
            await ReadFramesAsync();
        }
        catch (Exception e) when (e is FrameException or JsonException)
        {
            Interlocked.CompareExchange(ref _fault, $"{SandboxDeath.NoFrame}: {ShownText.Clean(e.Message, 500)}", null);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe broke: as good as its end.
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _fault, $"the host failed over one of its frames: {e.Message}", null);
        }

        await FinishAsync();
    }

    private async Task ReadFramesAsync()
    {
        while (true)
        {
            var read = await _inbox.ReadAsync();
            var buffer = read.Buffer;
            while (Volatile.Read(ref _fault) is null && FrameInbox.TryTake(ref buffer, out var header, out var payload))
                await OnFrameAsync(header, payload);

            if (read.IsCompleted || Volatile.Read(ref _fault) is not null)
                return;
            _inbox.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private ValueTask OnFrameAsync(FrameHeader header, System.Buffers.ReadOnlySequence<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Ready:
                if (!_ready.TrySetResult())
                    throw new FrameException("A second ready frame.");
                return default;
            case FrameType.Prepared or FrameType.Rejected:
                OnPrepared(header, payload);
                return default;
            case FrameType.Assembly:
                OnAssembly(header, payload);
                return default;
            default:
                if (header.Number == 0 || header.Number > _executionNumber)
                    throw new FrameException($"A frame of type {header.Type} for execution {header.Number}, which was never sent.");

                // Without a tenant: what a script left behind, such as a timer, after its message had ended.
                return Volatile.Read(ref _tenant)?.OnFrameAsync(header, payload) ?? default;
        }
    }

    private void OnPrepared(FrameHeader header, System.Buffers.ReadOnlySequence<byte> payload)
    {
        if (!_preparing.TryRemove(header.Number, out var waiting))
            throw new FrameException($"A frame of type {header.Type} for script {header.Number}, which was not asked for.");
        var prepared = JsonSerializer.Deserialize(FrameInbox.InOnePiece(payload).Span, FrameJson.Default.PreparedScript);
        if (prepared is null || (header.Type == FrameType.Prepared) != prepared.EntryPoint is not null)
            throw new FrameException($"A frame of type {header.Type} whose entry point says otherwise.");
        waiting.SetResult(prepared with { Diagnostics = prepared.Diagnostics ?? [] });
    }

    // Only from a process in which no script has run yet: one that has might send what it likes, also for a text that it was not sent by its author.
    private void OnAssembly(FrameHeader header, System.Buffers.ReadOnlySequence<byte> payload)
    {
        if (!_preparing.ContainsKey(header.Number))
            throw new FrameException($"A frame of type {header.Type} for script {header.Number}, which was not asked for.");
        if (Executions == 0)
            _assemblies[header.Number] = System.Buffers.BuffersExtensions.ToArray(payload);
    }

    private async Task FinishAsync()
    {
        if (_fault is null)
            await Task.WhenAny(_pipes.Exited, Task.Delay(ExitGrace, _time));
        if (!_pipes.Exited.IsCompleted)
            Kill("it closed its pipe and stayed");
        var exitCode = await _pipes.Exited;

        ISandboxTenant? tenant;
        var death = new SandboxDeath(exitCode, _fault, _pipes.LastWords());
        lock (_gate)
        {
            _isLost = true;
            (tenant, _tenant) = (_tenant, null);
        }

        _ready.TrySetException(new SandboxException(death.WordsOfStart, death));
        _ = _ready.Task.Exception;
        EndedByScript |= !_preparing.IsEmpty;
        foreach (var waiting in _preparing.Values)
            waiting.TrySetException(Lost(death));
        tenant?.OnLost(death);
        _ended.SetResult(death);
        await _inbox.CompleteAsync();
        await _pipes.ToChild.DisposeAsync();
    }

    private static SandboxException Lost(SandboxDeath death) =>
        new($"The script's process ended while it compiled the script: {death.Words}.", death);
}

/// <summary>A script that a process holds.</summary>
/// <param name="Number">The process's number of it.</param>
/// <param name="Assembly">What it was compiled to just now, a <see cref="CompiledPayload"/> that may be kept for other processes of the flow; null when there is nothing to keep.</param>
/// <param name="Step">The step that it is a version of.</param>
internal sealed record ScriptInProcess(uint Number, PreparedScript Prepared, byte[]? Assembly = null, string? Step = null);

/// <summary>A script with its configuration and limits, as it is sent to a process.</summary>
/// <param name="Key">The same for the same text.</param>
/// <param name="Request">A <see cref="PrepareRequest"/> as JSON.</param>
/// <param name="Step">The step that it is a version of; null when it is none's.</param>
/// <param name="Source">The same for the same C# source of the same flow, whatever its configuration and limits; null for JavaScript.</param>
/// <param name="Libraries">The assemblies of packages that it uses; null: none.</param>
internal sealed record ScriptText(string Key, ReadOnlyMemory<byte> Request, string? Step = null, string? Source = null, IReadOnlyList<PackageAssembly>? Libraries = null);
