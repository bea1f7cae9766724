namespace CodeStepHost.Desk.Watching;

/// <summary>
/// Tells what has changed in a folder, once for all that an editor does in one save: it waits until hints cease, and looks again before it
/// tells that a file has gone or is empty, because editors delete or empty a file before they write it.
/// </summary>
internal sealed class FolderWatch(WatchedFiles files, IChangeHints hints, TimeProvider time)
{
    /// <summary>Without a hint for so long, a save is over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    /// <summary>What is saved without end is told after so long all the same.</summary>
    public static readonly TimeSpan LongestSave = TimeSpan.FromMilliseconds(600);

    /// <summary>How long a file may be away while it is written.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the folder is looked at although nothing hints at a change, and when no hints come.</summary>
    public static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan LookInstead = TimeSpan.FromMilliseconds(300);

    private IReadOnlyDictionary<string, FileMark> _known = files.Look();

    /// <summary>Waits for the next change since the last call.</summary>
    /// <returns>Full paths; at least one.</returns>
    public async Task<IReadOnlyList<string>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await HintedAsync(hints.Come ? LookAnyway : LookInstead, cancellationToken).ConfigureAwait(false);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            var now = files.Look();
            var changed = WatchedFiles.Changes(_known, now);
            if (changed.Any(path => !now.TryGetValue(path, out var mark) || mark.Length == 0))
            {
                await Task.Delay(Gap, time, cancellationToken).ConfigureAwait(false);
                now = files.Look();
                changed = WatchedFiles.Changes(_known, now);
            }

            _known = now;
            if (changed.Count > 0)
                return changed;
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < LongestSave && await HintedAsync(Quiet, cancellationToken).ConfigureAwait(false))
        {
            // Another hint: the save goes on.
        }
    }

    private async Task<bool> HintedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (hints.Hints.TryRead(out _))
            return true;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await hints.Hints.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
