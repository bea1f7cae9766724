namespace CodeStepHost.Components.Code;

/// <content>Who gets which process: looked at anew after every change, under the one lock.</content>
public sealed partial class SandboxPool
{
    /// <summary>Changes the pool's state, shares the processes out anew, and does what has to be done outside the lock.</summary>
    private void Change(Action change)
    {
        var kills = new List<SandboxProcess>();
        var gifts = new List<(Waiter, SandboxProcess)>();
        var asked = new List<SandboxProcess>();
        lock (_gate)
        {
            change();
            Share(gifts, asked);
            _living.RemoveWhere(life => life.IsCompleted);
            kills.AddRange(_retiring.Where(process => process.IsAlive));
        }

        foreach (var process in kills)
            process.Kill("the host retired it");
        foreach (var (waiter, process) in gifts)
        {
            // It gave up waiting at this moment.
            if (!waiter.Given.TrySetResult(process))
                Return(process);
        }

        foreach (var process in asked.Distinct())
            process.Want();
    }

    private void Share(List<(Waiter, SandboxProcess)> gifts, List<SandboxProcess> asked)
    {
        // An idle process of their own flow serves callers at once, whatever their place in the queue.
        foreach (var waiter in _waiters.ToList())
        {
            if (TakeIdle(waiter) is { } process)
                Give(waiter, process, gifts);
        }

        // Then in turns: a spare while there is room, else an idle process of another flow goes. A flow that holds as many as it may, or has to wait
        // because its scripts ended the last ones, stands in nobody's way; nor does a caller whose process does not start.
        var room = _options.MaxProcesses - _bound.Count;
        var leaving = _retiring.Count(_bound.Contains);
        var needed = new Dictionary<long, int>();
        var promised = new Dictionary<string, int>(StringComparer.Ordinal);
        var isCrowded = false;
        var shortestRest = TimeSpan.MaxValue;
        foreach (var waiter in _shares.InTurn(_waiters.ToList(), waiter => waiter.Flow).OrderBy(waiter => waiter.TroubleSince is not null))
        {
            if (_shares.WaitOf(waiter.Flow) is var rest && rest > TimeSpan.Zero)
            {
                shortestRest = rest < shortestRest ? rest : shortestRest;
            }
            else if (!_shares.MayHaveAnother(waiter.Flow, promised.GetValueOrDefault(waiter.Flow)))
            {
                // An idle one of its own has another memory limit, or it would have been taken: it goes, and makes room for one with this limit.
                if (_idle.Find(process => process.Flow == waiter.Flow) is { } other && !_retiring.Any(process => process.Flow == waiter.Flow))
                    Retire(other);
                asked.AddRange(_bound.Where(process => process.Flow == waiter.Flow));
                isCrowded = true;
            }
            else if (room > 0)
            {
                room--;
                if (TakeSpare(waiter) is { } process)
                {
                    Give(waiter, process, gifts);
                }
                else
                {
                    promised[waiter.Flow] = promised.GetValueOrDefault(waiter.Flow) + 1;
                    needed[waiter.Memory] = needed.GetValueOrDefault(waiter.Memory) + 1;
                }
            }
            else if (leaving > 0)
            {
                leaving--;
            }
            else if (_idle.Count > 0)
            {
                Retire(_idle[0]);
            }
            else
            {
                isCrowded = true;
                asked.AddRange(_bound);
            }
        }

        _hasWaiters = isCrowded;
        if (!_isDisposed && StartWhatIsMissing(needed) is { } pause && pause < shortestRest)
            shortestRest = pause;
        if (shortestRest < TimeSpan.MaxValue)
            _rest.Change(shortestRest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private SandboxProcess? TakeIdle(Waiter waiter)
    {
        var own = _idle.Where(process => process.Flow == waiter.Flow && process.Memory == waiter.Memory && process.IsAlive);
        var taken = (waiter.ScriptKey is { } key ? own.LastOrDefault(process => process.Holds(key)) : null) ?? own.LastOrDefault();
        if (taken is not null)
            _idle.Remove(taken);
        return taken;
    }

    private SandboxProcess? TakeSpare(Waiter waiter)
    {
        var taken = _spares.FirstOrDefault(process => process.Memory == waiter.Memory && process.IsAlive);
        if (taken is null)
            return null;
        _spares.Remove(taken);
        taken.Flow = waiter.Flow;
        taken.BoundSince = _time.GetTimestamp();
        _bound.Add(taken);
        _shares.Took(waiter.Flow);
        return taken;
    }

    private void Give(Waiter waiter, SandboxProcess process, List<(Waiter, SandboxProcess)> gifts)
    {
        _waiters.Remove(waiter);
        gifts.Add((waiter, process));
    }

    /// <summary>Ends a process in good order. It counts as bound until it is gone.</summary>
    private void Retire(SandboxProcess process)
    {
        _idle.Remove(process);
        _retiring.Add(process);
    }

    /// <returns>After what time a start has to be tried again; null: none has.</returns>
    private TimeSpan? StartWhatIsMissing(Dictionary<long, int> needed)
    {
        TimeSpan? shortestPause = null;
        foreach (var odd in _spares.Where(spare => spare.Memory != _options.Memory && !needed.ContainsKey(spare.Memory)).ToList())
        {
            _spares.Remove(odd);
            Retire(odd);
        }

        if (_keepsSpares && _time.GetTimestamp() >= _startPauseUntil)
            needed[_options.Memory] = needed.GetValueOrDefault(_options.Memory) + _options.Spares;
        foreach (var (memory, count) in needed)
        {
            var starting = _starting.GetValueOrDefault(memory);
            var missing = count - starting - _spares.Count(spare => spare.Memory == memory);
            if (missing <= 0)
                continue;
            if (_troubles.PauseOf(memory) is var pause && pause > TimeSpan.Zero)
            {
                shortestPause = shortestPause < pause ? shortestPause : pause;
                continue;
            }

            var limit = _troubles.LimitOf(memory);
            _starting[memory] = starting + missing;
            for (var i = 0; i < missing; i++)
                _living.Add(Task.Run(() => LiveAsync(memory, limit)));
        }

        return shortestPause;
    }
}
