using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// Tells a step's dispatcher that a message may be there. Only a hint: a dispatcher looks by itself as well.
/// </summary>
public sealed class WakeUps
{
    private readonly ConcurrentDictionary<StepAddress, Bell> _bells = new();

    /// <summary>Wakes the dispatcher of one step.</summary>
    public void Signal(StepAddress address)
    {
        if (_bells.TryGetValue(address, out var bell))
            bell.Ring();
    }

    /// <summary>Wakes every dispatcher.</summary>
    public void SignalAll()
    {
        foreach (var bell in _bells.Values)
            bell.Ring();
    }

    internal Bell BellOf(StepAddress address) => _bells.GetOrAdd(address, _ => new Bell());

    /// <summary>Rung by many, heard by one; rings before anyone listens are kept as one.</summary>
    internal sealed class Bell
    {
        // Written by whoever enqueues, read by the step's dispatcher; when full, a ring is already waiting and another says nothing new.
        private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        public void Ring() => _rings.Writer.TryWrite(true);

        /// <summary>Waits for a ring, at most until <paramref name="longest"/> has passed.</summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
        {
            if (_rings.Reader.TryRead(out _) || longest <= TimeSpan.Zero)
                return;
            using var alarm = new CancellationTokenSource(longest, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, cancellationToken);
            try
            {
                await _rings.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The time has passed without a ring.
            }
        }
    }
}
