using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Flows.Running;

/// <summary>
/// A step's snapshot and credential as the next message of this host is to see them: read from the store once, then carried
/// from each execution to the next ahead of its commit. The commit's check of the snapshot's version catches a change from elsewhere.
/// </summary>
internal sealed class StepState(StepAddress address, IFlowQueries queries)
{
    /// <summary>Held by the one message that may use the snapshot, whatever the step's concurrency.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    private bool _snapshotKnown;
    private bool _keysKnown;

    public ReadOnlyMemory<byte> Snapshot { get; private set; }

    public int SnapshotVersion { get; private set; }

    public ReadOnlyMemory<byte> Keys { get; private set; }

    /// <summary>Whether an execution can start without reading from the store first.</summary>
    public bool IsReady(bool usesSnapshot) => _keysKnown && (_snapshotKnown || !usesSnapshot);

    public async ValueTask LoadAsync(bool usesSnapshot, CancellationToken cancellationToken)
    {
        if (!_keysKnown)
        {
            Keys = await queries.KeysAsync(address, cancellationToken).ConfigureAwait(false);
            _keysKnown = true;
        }

        if (usesSnapshot && !_snapshotKnown)
        {
            var row = await queries.SnapshotAsync(address, cancellationToken).ConfigureAwait(false);
            Snapshot = row?.Value ?? default;
            SnapshotVersion = row?.Version ?? 0;
            _snapshotKnown = true;
        }
    }

    /// <summary>What a commit just handed over will leave behind.</summary>
    public void Expect(ReadOnlyMemory<byte>? snapshot)
    {
        if (snapshot is null)
            return;
        Snapshot = snapshot.Value;
        SnapshotVersion++;
    }

    /// <summary>The snapshot in the store is not what was expected: the next message reads it anew.</summary>
    public void ForgetSnapshot() => _snapshotKnown = false;

    /// <summary>The credential was changed.</summary>
    public void ForgetKeys() => _keysKnown = false;
}
