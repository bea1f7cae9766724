using Microsoft.Extensions.Logging;

namespace CodeStepHost.Components.Code;

/// <content>The life of a process, and what becomes of callers when one does not start.</content>
public sealed partial class SandboxPool
{
    /// <summary>One process from its start to its end.</summary>
    private async Task LiveAsync(long memory, TimeSpan limit)
    {
        SandboxProcess? process = null;
        try
        {
            process = new SandboxProcess(await _start(memory), memory, _time);
            await process.WaitUntilReadyAsync(limit);
        }
        catch (Exception e)
        {
            var failure = e as SandboxException ?? new SandboxException(e.Message, cause: e);
            if (failure.MayPass)
                OnStartDelayed(memory, limit, failure);
            else
                OnStartFailed(memory, failure);
            return;
        }

        Change(() =>
        {
            _starting[memory]--;
            _started++;
            _troubles.Passed(memory);
            foreach (var waiter in _waiters.Where(waiter => waiter.Memory == memory))
                waiter.TroubleSince = null;
            _spares.Add(process);
            if (_isDisposed)
            {
                Retire(process);
                _spares.Remove(process);
            }
        });
        var death = await process.Ended;
        Change(() => OnEnded(process, death));
    }

    private void OnEnded(SandboxProcess process, SandboxDeath death)
    {
        if (_bound.Remove(process))
            _shares.Lost(process.Flow!, process.Executions, process.EndedByScript);
        _idle.Remove(process);
        _spares.Remove(process);
        var isRetired = _retiring.Remove(process);
        var reason = isRetired ? "retired" : death.Reason;
        _endedBy[reason] = _endedBy.GetValueOrDefault(reason) + 1;
        if (isRetired)
        {
            _retired++;
            return;
        }

        if (death.Fault is null)
            _crashed++;
        else
            _killed++;
        _lastFailure = $"{process.Flow ?? "spare"}: {death.Words}";
        LogEnded(process.Id, process.Flow, death.Words, death.LastWords);
    }

    /// <summary>A start that cannot go better the next time: a caller hears of it.</summary>
    private void OnStartFailed(long memory, SandboxException failure)
    {
        LogStartFailed(failure, failure.Message);
        Change(() =>
        {
            CountFailure(memory, failure);
            if (_waiters.FirstOrDefault(waiter => waiter.Memory == memory) is { } waiter)
                Refuse(waiter, failure);
        });
    }

    /// <summary>A start that may go better the next time: nothing of the callers' work has begun, so they wait on, until they have waited too long.</summary>
    private void OnStartDelayed(long memory, TimeSpan limit, SandboxException failure)
    {
        LogStartDelayed(failure.Message);
        Change(() =>
        {
            CountFailure(memory, failure);
            _troubles.Failed(memory, limit, failure.Death?.IsSlowStart == true);
            foreach (var waiter in _waiters.Where(waiter => waiter.Memory == memory).ToList())
            {
                waiter.TroubleSince ??= _time.GetTimestamp();
                var since = _time.GetElapsedTime(waiter.TroubleSince.Value);
                if (since >= waiter.Patience)
                    Refuse(waiter, new SandboxException($"{failure.Message} For {since.TotalMinutes:0.#} min no script process has started. Try again when the machine is less busy.", failure.Death, failure));
            }
        });
    }

    private void CountFailure(long memory, SandboxException failure)
    {
        _starting[memory]--;
        _startFailures++;
        _lastFailure = failure.Message;
        _startPauseUntil = _time.GetTimestamp() + (long)(StartPause.TotalSeconds * _time.TimestampFrequency);
    }

    private void Refuse(Waiter waiter, SandboxException failure)
    {
        _waiters.Remove(waiter);
        waiter.Given.TrySetException(failure);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Script process {Id} of flow {Flow} ended: {Why} {LastWords}")]
    private partial void LogEnded(int id, string? flow, string why, string lastWords);

    [LoggerMessage(Level = LogLevel.Error, Message = "No script process could be started: {Why}")]
    private partial void LogStartFailed(Exception e, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No script process could be started yet: {Why} It is tried again; no message has failed over it.")]
    private partial void LogStartDelayed(string why);
}
