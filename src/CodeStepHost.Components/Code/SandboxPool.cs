using Microsoft.Extensions.Logging;

namespace CodeStepHost.Components.Code;

/// <summary>
/// The script processes of this host. Warm spares are started ahead; a spare is bound to the first flow that needs it and
/// never serves another. When as many are bound as may be, an idle one of another flow makes room; when none is idle,
/// callers wait, flow by flow in turns (<see cref="FlowShares"/>), and busy tenants are asked to give theirs back when their turn is over.
/// </summary>
public sealed partial class SandboxPool : IAsyncDisposable
{
    // After a failed start without anybody waiting for it, spares are not tried again before this.
    private static readonly TimeSpan StartPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostBetweenSweeps = TimeSpan.FromSeconds(15);

    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<long, Task<SandboxPipes>> _start;
    private readonly SandboxLauncher? _launcher;
    private readonly ITimer _sweep;
    private readonly ITimer _rest;
    private readonly FlowShares _shares;

    private readonly Lock _gate = new();
    private readonly HashSet<SandboxProcess> _bound = [];
    private readonly List<SandboxProcess> _idle = [];
    private readonly List<SandboxProcess> _spares = [];
    private readonly HashSet<SandboxProcess> _retiring = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly Dictionary<long, int> _starting = [];
    private readonly HashSet<Task> _living = [];
    private long _startPauseUntil;
    private bool _keepsSpares;
    private bool _isDisposed;
    private volatile bool _hasWaiters;

    private long _started;
    private long _killed;
    private long _crashed;
    private long _retired;
    private long _startFailures;
    private readonly SortedDictionary<string, long> _endedBy = new(StringComparer.Ordinal);
    private string? _lastFailure;
    private ConfinementReport? _confinement;

    /// <summary>Makes a pool; the first process is started by <see cref="StartSpares"/> or by the first step that needs one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SandboxPool(SandboxOptions options, TimeProvider time, ILogger<SandboxPool> logger)
        : this(options, time, logger, new SandboxLauncher(options))
    {
    }

    internal SandboxPool(SandboxOptions options, TimeProvider time, ILogger logger, Func<long, Task<SandboxPipes>> start)
    {
        options.Check();
        _options = options;
        _time = time;
        _log = logger;
        _start = start;
        _shares = new FlowShares(options, time);
        _rest = time.CreateTimer(static pool => ((SandboxPool)pool!).Change(() => { }), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var every = TimeSpan.FromTicks(Math.Clamp(options.IdleTime.Ticks / 4, TimeSpan.TicksPerSecond, MostBetweenSweeps.Ticks));
        _sweep = time.CreateTimer(static pool => ((SandboxPool)pool!).Sweep(), this, every, every);
    }

    private SandboxPool(SandboxOptions options, TimeProvider time, ILogger logger, SandboxLauncher launcher)
        : this(options, time, logger, launcher.StartAsync) => _launcher = launcher;

    /// <summary>What the processes are doing now.</summary>
    public SandboxStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new SandboxStatus(
                    _bound.Count - _idle.Count, _idle.Count, _spares.Count, _starting.Values.Sum(), _waiters.Count,
                    _started, _killed, _crashed, _retired, _startFailures, _lastFailure, _confinement)
                {
                    EndedBy = new Dictionary<string, long>(_endedBy),
                };
            }
        }
    }

    internal SandboxOptions Options => _options;

    /// <summary>Whether somebody waits for a process.</summary>
    internal bool HasWaiters => _hasWaiters;

    /// <summary>Finds out, by a process of its own, how far scripts are confined here, and logs it in one line.</summary>
    /// <exception cref="SandboxException">They cannot be confined, and have to be; or that process could not be started.</exception>
    public async Task<ConfinementReport> ConfinementAsync(CancellationToken cancellationToken)
    {
        if (_launcher is null)
            throw new InvalidOperationException("This pool does not start processes of the system.");
        var report = await ConfinementTest.RunAsync(_launcher, _options, cancellationToken);
        lock (_gate)
            _confinement = report;
        if (report.Level == ConfinementLevel.Full)
            LogConfined(report);
        else
            LogNotFullyConfined(report);
        return report;
    }

    /// <summary>Starts the spares ahead of the first message.</summary>
    public void StartSpares() => Change(() => _keepsSpares = true);

    /// <summary>Tells of a flow that may need processes: no other flow then holds all of them.</summary>
    public void Know(string flow) => Change(() => _shares.Know(flow));

    /// <summary>Gives a process of this flow with this memory limit, one that holds the script already if there is one.</summary>
    /// <exception cref="SandboxException">None could be started, or the host stops.</exception>
    internal async Task<SandboxProcess> RentAsync(string flow, long memory, string? scriptKey, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(flow, memory, scriptKey);
        using var cancelled = cancellationToken.UnsafeRegister(_ => Forget(waiter, cancellationToken), null);
        Change(() =>
        {
            if (_isDisposed)
            {
                waiter.Given.TrySetException(new SandboxException("The host is stopping; no script process is started any more."));
                return;
            }

            _keepsSpares = true;
            _shares.Know(flow);
            waiter.Place = waiter.Given.Task.IsCompleted ? null : _waiters.AddLast(waiter);
        });
        return await waiter.Given.Task;
    }

    /// <summary>Takes a process back. One that is dead, worn or holds too many scripts is replaced.</summary>
    internal void Return(SandboxProcess process)
    {
        process.Detach();
        Change(() =>
        {
            if (!process.IsAlive || !_bound.Contains(process) || _retiring.Contains(process))
                return;
            process.IdleSince = _time.GetTimestamp();
            if (_isDisposed || IsWorn(process))
                Retire(process);
            else
                _idle.Add(process);
        });
    }

    /// <summary>Whether the process has served long enough.</summary>
    internal bool IsWorn(SandboxProcess process) => process.Executions >= _options.RecycleAfter || process.Scripts > 100 || process.IsOld;

    /// <summary>Ends every process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await _rest.DisposeAsync();
        Task[] living;
        Change(() =>
        {
            _isDisposed = true;
            foreach (var process in _bound.Concat(_spares))
                Retire(process);
            _spares.Clear();
            foreach (var waiter in _waiters)
                waiter.Given.TrySetException(new SandboxException("The host is stopping; no script process is started any more."));
            _waiters.Clear();
        });
        lock (_gate)
            living = [.. _living];
        await Task.WhenAll(living);
        _launcher?.Dispose();
    }

    private void Forget(Waiter waiter, CancellationToken cancellationToken)
    {
        if (waiter.Given.TrySetCanceled(cancellationToken))
        {
            Change(() =>
            {
                if (waiter.Place?.List is not null)
                    _waiters.Remove(waiter.Place);
            });
        }
    }

    private void Sweep() => Change(() =>
    {
        foreach (var process in _bound)
            process.IsOld |= _time.GetElapsedTime(process.BoundSince) >= _options.RecycleAge || process.Resident >= process.Memory;
        foreach (var process in _idle.Where(process => process.IsOld || _time.GetElapsedTime(process.IdleSince) >= _options.IdleTime).ToList())
            Retire(process);
    });

    /// <summary>One process from its start to its end.</summary>
    private async Task LiveAsync(long memory)
    {
        SandboxProcess? process = null;
        try
        {
            process = new SandboxProcess(await _start(memory), memory, _time);
            await process.WaitUntilReadyAsync(_options.StartTime);
        }
        catch (Exception e)
        {
            OnStartFailed(memory, e);
            return;
        }

        Change(() =>
        {
            _starting[memory]--;
            _started++;
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

    private void OnStartFailed(long memory, Exception e)
    {
        LogStartFailed(e, e.Message);
        Change(() =>
        {
            _starting[memory]--;
            _startFailures++;
            _lastFailure = e.Message;
            _startPauseUntil = _time.GetTimestamp() + (long)(StartPause.TotalSeconds * _time.TimestampFrequency);
            var waiter = _waiters.FirstOrDefault(waiter => waiter.Memory == memory);
            if (waiter is null)
                return;
            _waiters.Remove(waiter);
            waiter.Given.TrySetException(e as SandboxException ?? new SandboxException(e.Message, cause: e));
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox: {Report}")]
    private partial void LogConfined(ConfinementReport report);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox: {Report}")]
    private partial void LogNotFullyConfined(ConfinementReport report);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Script process {Id} of flow {Flow} ended: {Why} {LastWords}")]
    private partial void LogEnded(int id, string? flow, string why, string lastWords);

    [LoggerMessage(Level = LogLevel.Error, Message = "No script process could be started: {Why}")]
    private partial void LogStartFailed(Exception e, string why);

    private sealed class Waiter(string flow, long memory, string? scriptKey)
    {
        public string Flow { get; } = flow;

        public long Memory { get; } = memory;

        public string? ScriptKey { get; } = scriptKey;

        public TaskCompletionSource<SandboxProcess> Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Place { get; set; }
    }
}
