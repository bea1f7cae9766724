using System.Threading.Channels;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging;

namespace CodeStepHost.Flows.Running;

/// <summary>Stores the lines that steps log, in batches, beside their commits, so that they are there even when the step's process dies.</summary>
public sealed class StepLogWriter : IAsyncDisposable
{
    private const int Capacity = 10_000;
    private const int LinesPerBatch = 500;

    private readonly IFlowStore _store;
    private readonly ILogger<StepLogWriter> _logger;

    // Written by every running step, read by one loop. When full, lines are dropped and counted: a step never waits for its log.
    private readonly Channel<StepLogLine> _lines = Channel.CreateBounded<StepLogLine>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Task _loop;
    private long _dropped;

    public StepLogWriter(IFlowStore store, ILogger<StepLogWriter> logger)
    {
        _store = store;
        _logger = logger;
        _loop = Task.Run(WriteAllAsync);
    }

    /// <summary>Hands a line over.</summary>
    public void Write(StepLogLine line)
    {
        _logger.Log(LevelOf(line.Level), "{Flow}/{Step} {Message}: {Text}", line.Address.Flow, line.Address.Step, line.MessageId, OneLine.Of(line.Text));
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Stores what was handed over, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<StepLogLine>(LinesPerBatch);
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < LinesPerBatch && _lines.Reader.TryRead(out var line))
                batch.Add(line);
            try
            {
                await _store.AppendLogsAsync([.. batch]).ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                _logger.LogWarning("{Lines} log lines of steps could not be stored: {Problem}", batch.Count, exception.Message);
            }

            batch.Clear();
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                _logger.LogWarning("{Lines} log lines of steps were dropped: they came faster than they could be stored", dropped);
        }
    }

    private static LogLevel LevelOf(StepLogLevel level) => level switch
    {
        StepLogLevel.Trace => LogLevel.Trace,
        StepLogLevel.Debug => LogLevel.Debug,
        StepLogLevel.Info => LogLevel.Information,
        StepLogLevel.Warn => LogLevel.Warning,
        StepLogLevel.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
