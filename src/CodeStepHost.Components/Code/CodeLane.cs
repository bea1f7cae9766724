using System.Text.Json;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Code;

/// <summary>
/// One path through a Code step. While it has messages it has a process in hand (a session); several messages are on their
/// way in it at once. When a message takes the process down, those behind it go on in another one, and never notice.
/// </summary>
internal sealed class CodeLane : IStepLane
{
    private readonly SandboxPool _pool;
    private readonly PreparedScripts _scripts;
    private readonly ScriptCalls _calls;
    private readonly StepScript _step;
    private readonly TimeProvider _time;
    private readonly Quarantines? _quarantines;
    private readonly CancellationTokenSource _stop = new();

    private readonly Lock _gate = new();
    private Queue<Flight> _waiting = new();
    private LaneSession? _session;
    private Task _serving = Task.CompletedTask;
    private bool _isServing;
    private bool _isClosed;
    private CancellationToken _watched;
    private CancellationTokenRegistration _watch;

    public CodeLane(SandboxPool pool, PreparedScripts scripts, ScriptCalls calls, StepScript step, TimeProvider time, bool usesSnapshot, int depth, Quarantines? quarantines = null)
    {
        _pool = pool;
        _scripts = scripts;
        _calls = calls;
        _step = step;
        _time = time;
        _quarantines = quarantines;
        UsesSnapshot = usesSnapshot;
        Depth = usesSnapshot ? 1 : depth;
    }

    public int Depth { get; }

    public bool UsesSnapshot { get; }

    public Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stopWork)
    {
        var flight = new Flight(execution);
        WatchStop(flight, stopWork);
        lock (_gate)
        {
            if (_isClosed)
            {
                flight.End(Flight.Interrupted);
                return flight.Task;
            }

            _waiting.Enqueue(flight);
            if (!_isServing)
            {
                _isServing = true;
                _serving = Task.Run(ServeAsync, CancellationToken.None);
            }
        }

        SendWaiting();
        return flight.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _serving;
        await _watch.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>
    /// Serves until no message waits, one session after another:
    /// 1. a process of the flow, with the script in it; 2. messages pass, sent by <see cref="RunAsync"/> and as room comes free;
    /// 3. when the process is given back or gone, what had not begun goes back to the front.
    /// </summary>
    private async Task ServeAsync()
    {
        while (NextWaiting() is { } first)
        {
            // 1.
            if (await OpenSessionAsync(first) is not { } session)
                continue;

            // 2.
            lock (_gate)
                _session = session;
            SendWaiting();
            if (_stop.IsCancellationRequested)
                session.Interrupt();
            else
                session.Release();
            var end = await session.Ended;

            // 3.
            lock (_gate)
            {
                _session = null;
                if (end.NotBegun.Count > 0)
                    _waiting = new Queue<Flight>([.. end.NotBegun, .. _waiting]);
            }
        }
    }

    private Flight? NextWaiting()
    {
        Flight? next;
        List<Flight> interrupted = [];
        lock (_gate)
        {
            if (_isClosed)
            {
                interrupted.AddRange(_waiting);
                _waiting.Clear();
            }

            while (_waiting.TryPeek(out var held) && IsHeld(held))
                interrupted.Add(_waiting.Dequeue());
            if (!_waiting.TryPeek(out next))
                _isServing = false;
        }

        foreach (var flight in interrupted)
            flight.End(Flight.Interrupted);
        return next;
    }

    /// <summary>Takes a process and prepares the script there, with the keys of the first message.</summary>
    /// <returns>Null when that failed; the first message has ended with the reason then.</returns>
    private async Task<LaneSession?> OpenSessionAsync(Flight first)
    {
        SandboxProcess? process = null;
        try
        {
            var keys = first.Execution.Keys;
            var text = _scripts.TextOf(_step, keys);
            process = await _pool.RentAsync(_step.Flow, _step.Step.Limits.Memory, text.Key, _stop.Token);
            var script = await _scripts.PrepareAsync(process, text);
            if (script.Prepared.EntryPoint is null)
            {
                EndWaiting(first, new ComponentEnd.Threw(_step.Rejection([.. script.Prepared.Diagnostics.Select(ScriptFinding.From)])));
                _pool.Return(process);
                return null;
            }

            var session = new LaneSession(process, script, keys, _pool, _calls, _step, _time, SendWaiting, OnKilled, _stop.Token);
            if (process.Attach(session))
                return session;

            // It died at this moment; another one is tried.
            session.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            EndWaiting(first, Flight.Interrupted);
        }
        catch (JsonException e)
        {
            EndWaiting(first, new ComponentEnd.Threw(new StepError("ConfigError", e.Message) { Code = ErrorCodes.StepConfig }));
        }
        catch (SandboxException e)
        {
            var error = e.Death?.ToError(_step.Step.Name, _step.Step.Limits.Memory) ?? new StepError("SandboxError", e.Message) { Code = ErrorCodes.SandboxLost };
            error = error with { Message = e.Message };

            // A process that was there died over the script; one that could not be had did not.
            if (process is not null)
                OnKilled(first, error);
            EndWaiting(first, new ComponentEnd.SandboxLost(error));
            if (process is not null)
                _pool.Return(process);
        }

        return null;
    }

    /// <summary>Sends what there is room for. Messages that need another session get it once nothing is on its way in this one.</summary>
    private void SendWaiting()
    {
        LaneSession? stuck;
        lock (_gate)
        {
            if (_session is null)
                return;
            while (_waiting.TryPeek(out var next) && !IsHeld(next) && _session.TrySend(next))
                _waiting.Dequeue();
            stuck = _waiting.Count > 0 ? _session : null;
        }

        stuck?.Release();
    }

    private void OnKilled(Flight flight, StepError error)
    {
        var message = flight.Execution.Claimed.Message;
        _quarantines?.Killed(message.Address, message.FlowVersion, message.Id, error);
    }

    /// <summary>Whether the step is in quarantine or on hold: its messages go back uncounted.</summary>
    private bool IsHeld(Flight flight) => _quarantines?.Holds(flight.Execution.Claimed) == true;

    private void EndWaiting(Flight flight, ComponentEnd end)
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out var first) && first == flight)
                _waiting.Dequeue();
        }

        flight.End(end);
    }

    private void WatchStop(Flight flight, CancellationToken stopWork)
    {
        // All messages of a host have the same token, so as a rule it is watched once.
        if (!stopWork.CanBeCanceled || stopWork == _watched)
            return;
        if (_watched.CanBeCanceled)
        {
            flight.StopRegistration = stopWork.UnsafeRegister(static lane => ((CodeLane)lane!).Stop(), this);
            return;
        }

        _watched = stopWork;
        _watch = stopWork.UnsafeRegister(static lane => ((CodeLane)lane!).Stop(), this);
    }

    /// <summary>Ends everything as interrupted. A process with a message at work is killed; one without goes back.</summary>
    private void Stop()
    {
        LaneSession? session;
        List<Flight> interrupted;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            session = _session;
            interrupted = [.. _waiting];
            _waiting.Clear();
        }

        _stop.Cancel();
        foreach (var flight in interrupted)
            flight.End(Flight.Interrupted);
        session?.Interrupt();
    }
}
