using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code;

/// <summary>
/// One lane's time with one process: which messages are on their way in it, whose frames these are, and who is to blame when it dies.
/// The process runs the messages one after another, so the oldest is the one at work and all others have not begun.
/// </summary>
internal sealed class LaneSession : ISandboxTenant, IDisposable
{
    // So much may be on its way in a pipe ahead of the process's work; a larger message goes alone.
    private const int HeaviestWindow = 8 << 20;

    private readonly SandboxProcess _process;
    private readonly ScriptInProcess _script;
    private readonly ReadOnlyMemory<byte> _keys;
    private readonly SandboxPool _pool;
    private readonly ScriptCalls _calls;
    private readonly StepScript _step;
    private readonly TimeProvider _time;
    private readonly Action _onRoom;
    private readonly Action<Flight, StepError> _onKilled;
    private readonly CancellationToken _stop;
    private readonly ExecutionClock _clock;
    private readonly ITimer _holdTimer;
    private readonly long _since;
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _gate = new();
    private readonly Queue<Flight> _sent = new();
    private Flight? _head;
    private long _weight;
    private bool _isDraining;
    private bool _isClosed;
    private bool _isCondemned;
    private bool _isCertain;
    private ComponentEnd? _verdict;

    public LaneSession(SandboxProcess process, ScriptInProcess script, ReadOnlyMemory<byte> keys, SandboxPool pool, ScriptCalls calls, StepScript step, TimeProvider time, Action onRoom, Action<Flight, StepError> onKilled, CancellationToken stop)
    {
        _process = process;
        _script = script;
        _keys = keys;
        _pool = pool;
        _calls = calls;
        _step = step;
        _time = time;
        _onRoom = onRoom;
        _onKilled = onKilled;
        _stop = stop;
        _since = time.GetTimestamp();
        _clock = new ExecutionClock(time, step.Step.Limits.Time, OnTimeLimit);
        _holdTimer = time.CreateTimer(static session => ((LaneSession)session!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when the process is given back or gone.</summary>
    public Task<SessionEnd> Ended => _ended.Task;

    /// <summary>Sends a message after those sent before.</summary>
    /// <returns>False when the message has to wait for room, or for another session.</returns>
    public bool TrySend(Flight flight)
    {
        lock (_gate)
        {
            if (_isClosed || _isDraining || _isCondemned || !_process.IsAlive || !flight.Execution.Keys.Span.SequenceEqual(_keys.Span))
                return false;
            if (_sent.Count > 0 && (_weight + flight.Weight > HeaviestWindow || flight.RunsAlone || _head!.RunsAlone))
                return false;

            var execution = flight.Execution;
            var message = execution.Claimed;
            flight.Number = _process.Execute(new ExecuteRequest(
                _script.Number,
                execution.CanReply,
                message.Attempt,
                message.Rebounds,
                execution.StartedAt.ToUnixTimeMilliseconds(),
                execution.Seed,
                message.Message.Id,
                message.Message.Content,
                execution.Snapshot)
            {
                ClockStands = _pool.Options.ClockStands,
            });
            _sent.Enqueue(flight);
            _weight += flight.Weight;
            if (_sent.Count == 1)
            {
                _head = flight;
                _clock.Start();
            }

            return true;
        }
    }

    /// <summary>Gives the process back if no message is on its way in it.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_isClosed || _isCondemned || _sent.Count > 0)
                return;
            _isClosed = true;
            _process.Detach();
        }

        Dispose();
        _pool.Return(_process);
        _ended.SetResult(new SessionEnd([]));
    }

    /// <summary>Ends all messages as interrupted, and the process if any was at work.</summary>
    public void Interrupt()
    {
        Release();
        List<Flight> interrupted;
        lock (_gate)
        {
            if (_isClosed)
                return;
            interrupted = [.. _sent];
            _sent.Clear();
            _head = null;
            _isCondemned = true;
        }

        foreach (var flight in interrupted)
            flight.End(Flight.Interrupted);
        _process.Kill("the host interrupted it");
    }

    /// <inheritdoc/>
    public void OnWanted()
    {
        var isEmpty = false;
        lock (_gate)
        {
            isEmpty = _sent.Count == 0;
            if (_time.GetElapsedTime(_since) >= _pool.Options.TurnTime)
                _isDraining = true;
        }

        if (isEmpty)
            Release();
    }

    /// <inheritdoc/>
    public void OnLost(SandboxDeath death)
    {
        Flight? head;
        List<Flight> notBegun;
        ComponentEnd? verdict;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            verdict = _isCondemned ? _verdict : new ComponentEnd.SandboxLost(death.ToError(_step.Step.Name, _process.Memory));
            head = _sent.TryPeek(out var first) && verdict is not null && (_isCertain || !IsDoubtful(first, death)) ? _sent.Dequeue() : null;
            notBegun = [.. _sent];
            _sent.Clear();
            _head = null;
        }

        Dispose();

        // Before the next message is looked for: it may be one too many.
        if (head is not null && ErrorOf(verdict) is { } error)
        {
            _process.EndedByScript = true;
            _onKilled(head, error);
        }

        _ended.SetResult(new SessionEnd(notBegun));
        head?.End(verdict!);
    }

    private static StepError? ErrorOf(ComponentEnd? verdict) => verdict switch
    {
        ComponentEnd.LimitExceeded limit => limit.Error,
        ComponentEnd.SandboxLost lost => lost.Error,
        _ => null,
    };

    /// <inheritdoc/>
    public ValueTask OnFrameAsync(FrameHeader header, ReadOnlySequence<byte> payload)
    {
        // The lock: an answer may be here before TrySend has returned.
        Flight? head;
        lock (_gate)
            head = _isCondemned ? null : _head;

        // Whoever is condemned is heard no more. Frames of messages that have ended are what their scripts left behind.
        if (head is null || header.Number < head.Number)
            return default;
        if (header.Number > head.Number)
            throw new FrameException($"A frame of type {header.Type} for execution {header.Number} while execution {head.Number} has not ended.");

        head.HasBegun = true;
        switch (header.Type)
        {
            case FrameType.Emit:
                return OnEmit(head, payload);
            case FrameType.Log:
                OnLog(head, payload);
                return default;
            case FrameType.HttpRequest:
                _calls.Start(_process, head, payload);
                return default;
            case FrameType.Ended:
                OnEnded(head, payload);
                return default;
            default:
                throw new FrameException($"A frame of type {header.Type} within an execution.");
        }
    }

    public void Dispose()
    {
        _clock.Dispose();
        _holdTimer.Dispose();
    }

    private ValueTask OnEmit(Flight head, in ReadOnlySequence<byte> payload)
    {
        // The one copy of what is emitted: it is kept until the commit.
        var emit = EmitPayload.Read(payload.ToArray());
        if (emit.Event == EmitEvent.HttpReply)
        {
            EmittedJson.RequireObject(emit);
            if (!head.Execution.Emissions.Reply(emit.Value))
                head.Execution.Emissions.Log(StepLogLevel.Warn, "httpReply: no HTTP caller waits for an answer (any more).");
            return default;
        }

        var kept = head.Execution.Emissions.EmitAsync(EmittedJson.ToEmission(emit), _stop);
        if (!kept.IsCompletedSuccessfully)
            return WaitForRoomAsync(head, kept);
        OnKept(kept.Result);
        return default;
    }

    /// <summary>The host is slower than the script: nothing is read meanwhile, and the script's clock stands still.</summary>
    private async ValueTask WaitForRoomAsync(Flight head, ValueTask<StepError?> kept)
    {
        _clock.Pause();
        try
        {
            OnKept(await kept);
        }
        catch (Exception e)
        {
            // The host's own failure, not the script's: the runner hears of it as it is.
            Condemn(verdict: null, "the host could not keep an emission", atOnce: begun =>
            {
                if (e is OperationCanceledException)
                    begun.End(Flight.Interrupted);
                else
                    begun.Fail(e);
            });
        }
        finally
        {
            _clock.Resume();
        }
    }

    private void OnKept(StepError? broken)
    {
        if (broken is not null)
            Condemn(new ComponentEnd.LimitExceeded(broken), SandboxDeath.BrokeLimit + broken.Code);
    }

    private static void OnLog(Flight head, in ReadOnlySequence<byte> payload)
    {
        var line = FrameInbox.InOnePiece(payload).Span;
        if (line.IsEmpty || line[0] is < (byte)LogLevelByte.Trace or > (byte)LogLevelByte.Fatal)
            throw new FrameException("A log frame without a level.");
        head.Execution.Emissions.Log((StepLogLevel)line[0], ShownText.Clean(Encoding.UTF8.GetString(line[1..]), ShownText.LongLength));
    }

    private void OnEnded(Flight head, in ReadOnlySequence<byte> payload)
    {
        if (payload.IsEmpty)
        {
            Finish(head, Flight.Completed);
            return;
        }

        var ended = JsonSerializer.Deserialize(FrameInbox.InOnePiece(payload).Span, FrameJson.Default.EndedPayload);
        switch (ended)
        {
            case { Kind: "completed" }:
                Finish(head, Flight.Completed);
                break;
            case { Kind: "threw", Error: { } error, Input: { } failed } when _step.Step.Input?.Expressions.ElementAtOrDefault(failed.Number) is { } expression:
                Finish(head, new ComponentEnd.Threw(ExpressionPlaces.Put(ScriptErrors.ToStepError(error), expression, failed.Position)));
                break;
            case { Kind: "threw", Error: { } error }:
                Finish(head, new ComponentEnd.Threw(LimitWords.WithPlace(ScriptErrors.ToStepError(error), _step.Step.Name)));
                break;
            case { Kind: "limit", Error: { } error }:
                // After a broken limit the process may be in any state.
                Condemn(new ComponentEnd.LimitExceeded(Explained(ScriptErrors.ToStepError(error))), SandboxDeath.BrokeLimit + LimitCodeOf(error.Code));
                break;
            default:
                throw new FrameException("An ended frame of no known kind.");
        }
    }

    /// <summary>A limit that the process noticed itself. It stops a script at four fifths of its time, so that the error has a place in the script.</summary>
    private StepError Explained(StepError error) => error.Code switch
    {
        ErrorCodes.TimeLimit => error with { Message = LimitWords.Time(_step.Step, _clock.Elapsed).Message },
        ErrorCodes.MemoryLimit => error with { Message = LimitWords.Memory(_step.Step.Name, _process.Memory).Message },
        _ => LimitWords.WithPlace(error, _step.Step.Name),
    };

    // The process may send any text as the code, and this one becomes a name in figures.
    private static string LimitCodeOf(string? code) => code is not null && ErrorCodes.Limits.Contains(code) ? code : "limit";

    private void Finish(Flight head, ComponentEnd end)
    {
        bool isEmpty;
        lock (_gate)
        {
            // Interrupted at this moment.
            if (!_sent.TryPeek(out var first) || first != head)
                return;
            _sent.Dequeue();
            _weight -= head.Weight;
            isEmpty = !_sent.TryPeek(out var next);
            _head = next;
            if (isEmpty)
            {
                _clock.Stop();
                _holdTimer.Change(_pool.Options.HoldTime, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _clock.Start();
            }

            if (_pool.IsWorn(_process) || (_pool.HasWaiters && _time.GetElapsedTime(_since) >= _pool.Options.TurnTime))
                _isDraining = true;
        }

        head.End(end);
        _onRoom();
        if (isEmpty && (Volatile.Read(ref _isDraining) || _pool.HasWaiters))
            Release();
    }

    private void OnTimeLimit(TimeSpan ran)
    {
        Condemn(
            new ComponentEnd.LimitExceeded(LimitWords.Time(_step.Step, ran)),
            SandboxDeath.BrokeLimit + ErrorCodes.TimeLimit,
            isCertain: false);
    }

    /// <summary>Kills the process. The message at work ends with the verdict once no more is read from it; the others have not begun.</summary>
    /// <param name="isCertain">Whether the verdict is on this message beyond doubt.</param>
    /// <param name="atOnce">What happens to the message at work instead of a verdict.</param>
    private void Condemn(ComponentEnd? verdict, string why, bool isCertain = true, Action<Flight>? atOnce = null)
    {
        Flight? ended = null;
        lock (_gate)
        {
            if (_isClosed || _isCondemned)
                return;
            _isCondemned = true;
            _isCertain = isCertain;
            _verdict = verdict;
            if (atOnce is not null)
                _sent.TryDequeue(out ended);
        }

        if (ended is not null)
            atOnce!(ended);
        _process.Kill(why);
    }

    /// <summary>
    /// Whether the wrong one might be blamed for a death or a deadline. A process writes the ends of several messages at once, so
    /// this one may have ended unheard and the one after it be at work; and nobody knows what a process was at when somebody else
    /// killed it. Unless it has shown a sign of its work, a message in doubt is run once more, and so are those behind it, each
    /// alone: then there is no doubt. Nothing was seen of them, so nothing happens twice.
    /// </summary>
    private bool IsDoubtful(Flight head, SandboxDeath death)
    {
        if (head.HasBegun || head.RunsAlone || !(_sent.Count > 1 || death.IsForeignKill))
            return false;
        foreach (var flight in _sent)
            flight.RunsAlone = true;
        return true;
    }
}

/// <summary>How a session ended.</summary>
/// <param name="NotBegun">Messages that were sent but had not begun, in order: another process runs them.</param>
internal sealed record SessionEnd(IReadOnlyList<Flight> NotBegun);
