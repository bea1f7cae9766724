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
    private readonly StartTroubles _troubles;

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
        _troubles = new StartTroubles(options, time);
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
    /// <param name="patience">How long starts may fail for a reason that may pass; null: as long as a message waits.</param>
    /// <exception cref="SandboxException">None could be started, or the host stops.</exception>
    internal async Task<SandboxProcess> RentAsync(string flow, long memory, string? scriptKey, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var waiter = new Waiter(flow, memory, scriptKey, patience ?? _options.StartPatience);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox: {Report}")]
    private partial void LogConfined(ConfinementReport report);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox: {Report}")]
    private partial void LogNotFullyConfined(ConfinementReport report);

    private sealed class Waiter(string flow, long memory, string? scriptKey, TimeSpan patience)
    {
        public string Flow { get; } = flow;

        public long Memory { get; } = memory;

        public string? ScriptKey { get; } = scriptKey;

        /// <summary>How long starts may fail for a reason that may pass, before it hears of it.</summary>
        public TimeSpan Patience { get; } = patience;

        /// <summary>Since when no start has gone well (a timestamp of the time provider); null: none has failed.</summary>
        public long? TroubleSince { get; set; }

        public TaskCompletionSource<SandboxProcess> Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Place { get; set; }
    }
}
