using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite.Verbs;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>
/// The store of one machine: a SQLite file in write-ahead mode. Verbs of any number of callers are gathered into one transaction at a
/// time, and a caller goes on when its verb is on disk. Other processes may open the same file at the same time.
/// </summary>
public sealed class SqliteFlowStore : IFlowStore
{
    private readonly SqliteWriter _writer;
    private Task _looking = Task.CompletedTask;
    private long? _dataVersion;
    private int _changedElsewhere;

    private SqliteFlowStore(SqliteWriter writer, SqliteFlowQueries queries)
    {
        _writer = writer;
        Queries = queries;
    }

    /// <summary>Reads of the same file, closed with the store.</summary>
    public SqliteFlowQueries Queries { get; }

    /// <summary>Opens the store, and makes or upgrades its file.</summary>
    /// <param name="time">Paces the waiting while another process locks the file.</param>
    /// <exception cref="StoreOpenException">The file is of a newer version, of another program, damaged, or cannot be opened.</exception>
    public static async Task<SqliteFlowStore> OpenAsync(SqliteStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var database = await SqliteOpening.OpenAsync(options, time, cancellationToken);
        var store = new SqliteFlowStore(new SqliteWriter(database, options), new SqliteFlowQueries(options));
        await store.LookElsewhereAsync();
        return store;
    }

    /// <inheritdoc cref="OpenAsync(SqliteStoreOptions, TimeProvider, CancellationToken)"/>
    public static Task<SqliteFlowStore> OpenAsync(string path, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(new SqliteStoreOptions(path), time, cancellationToken);

    /// <summary>
    /// Whether another process has changed the file since this was last asked: cheap, never waits, to be asked every second or so.
    /// The answer is what the writer saw lately; asking makes it look again.
    /// </summary>
    public bool ChangedElsewhere()
    {
        if (_looking.IsCompleted)
            _looking = LookElsewhereAsync();
        return Interlocked.Exchange(ref _changedElsewhere, 0) != 0;
    }

    /// <inheritdoc/>
    public Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Enqueue(session, intakes, now), intakes.Sum(intake => BytesOf(intake.Messages)), cancellationToken);

    /// <inheritdoc/>
    public Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Claim(session, request), bytes: 0, cancellationToken, Durability.FlushedLater);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimToken>> RenewAsync(IReadOnlyList<ClaimToken> claims, DateTimeOffset until, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Renew(session, claims, until), bytes: 0, cancellationToken, Durability.FlushedLater);

    /// <inheritdoc/>
    public Task<bool> BeginAsync(ClaimToken claim, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Begin(session, claim), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Stage(session, claim, messages), BytesOf(messages), cancellationToken, Durability.FlushedLater);

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(StepCommit commit)
    {
        var contents = CommitContents.Of(commit);
        return _writer.DoAsync(session => CommitVerb.Apply(session, commit, contents), BytesOf(contents.Messages), CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.Rescue(session, now), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<int> RescueOwnerAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QueueVerbs.RescueOwner(session, owner), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task AppendLogsAsync(IReadOnlyList<StepLogLine> lines) =>
        _writer.DoAsync(session => LogVerb.Append(session, lines), lines.Sum(line => (long)line.Text.Length), CancellationToken.None, Durability.FlushedLater);

    /// <inheritdoc/>
    public Task<DeployResult> DeployAsync(FlowPackage package, bool moveQueued, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hash, files) = (package.Hash(), StoredJson.Write(package.Files));
        return _writer.DoAsync(session => FlowVerbs.Deploy(session, package, hash, files, moveQueued, now), files.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> SetFlowStateAsync(string flow, FlowState state, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => FlowVerbs.SetState(session, flow, state), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<RetryResult> RetryAsync(RetryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RetryRefusals.Check(request);
        return _writer.DoAsync(session => ErrorVerbs.Retry(session, request, now), request.Content?.Length ?? 0, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> BeginBulkRetryAsync(BulkRetryOrder order, IReadOnlyList<long> errors, IReadOnlyDictionary<long, string> refused, BulkRetryLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RetryRefusals.Check(errors, refused);
        return _writer.DoAsync(session => BulkRetryVerbs.Begin(session, order, errors, refused, lease, now), bytes: 0, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TakeBulkRetryAsync(long id, BulkRetryLease lease, bool resume, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => BulkRetryVerbs.Take(session, id, lease, resume, now), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<BulkRetryAdvance?> AdvanceBulkRetryAsync(long id, BulkRetryLease lease, int next, IReadOnlyList<BulkRetryTurn> turns, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => BulkRetryVerbs.Advance(session, id, lease, next, turns, now), turns.Sum(turn => (long?)turn.Content?.Length ?? 0), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> EndBulkRetryAsync(long id, string? driver, BulkRetryStop stop, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => BulkRetryVerbs.End(session, id, driver, stop, now), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MarkGroupAsync(GroupMark mark, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => ErrorVerbs.Mark(session, mark), mark.Note?.Length ?? 0, cancellationToken);

    /// <inheritdoc/>
    public Task<int> SteerReboundsAsync(IReadOnlyList<long> keys, ReboundAction action, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => SteerVerb.Apply(session, keys, action, now), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ExtendReboundsAsync(IReadOnlyList<long> keys, ReboundExtension extension, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => SteerVerb.Extend(session, keys, extension, now), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quarantine>> ReleaseAsync(StepAddress address, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => QuarantineVerbs.Release(session, address), bytes: 0, cancellationToken);

    /// <inheritdoc/>
    public Task<SnapshotWriteResult> WriteSnapshotAsync(SnapshotWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.DoAsync(session => SnapshotVerbs.Write(session, write, now), write.Value?.Length ?? 0, cancellationToken);

    /// <inheritdoc/>
    public async Task<PruneResult> PruneAsync(Retention retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var errors = await _writer.DoAsync(session => PruneVerbs.Errors(session, retention, now), bytes: 0, cancellationToken);
        var snapshots = await _writer.DoAsync(session => PruneVerbs.FormerSnapshots(session, retention), bytes: 0, cancellationToken);
        return new PruneResult(
            errors,
            await PruneOldAsync("executions", now - retention.Executions, cancellationToken),
            await PruneOldAsync("log-lines", now - retention.Logs, cancellationToken),
            snapshots,
            await PruneOldAsync("intakes", now - retention.Intakes, cancellationToken));
    }

    /// <summary>Writes what still waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Queries.DisposeAsync();
        await _writer.DisposeAsync();
    }

    /// <summary>Runs anything in the writer's transaction: for tests that make the file misbehave.</summary>
    internal Task<T> WriteAsync<T>(Func<WriteSession, T> apply) => _writer.DoAsync(apply, bytes: 0, CancellationToken.None);

    /// <summary>Has the writer look whether another process has changed the file.</summary>
    internal async Task LookElsewhereAsync()
    {
        try
        {
            await _writer.DoAsync(LookElsewhere, bytes: 0, CancellationToken.None, Durability.FlushedLater);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            // Whoever writes next is told; here it only means that nothing was seen.
        }
    }

    // On the writer's thread. The number changes with commits of other connections, and in this process no other connection writes.
    private bool LookElsewhere(WriteSession session)
    {
        var version = session.Database.Pragma("data_version");
        if (_dataVersion is { } former && former != version)
            Interlocked.Exchange(ref _changedElsewhere, 1);
        _dataVersion = version;
        return true;
    }

    private async Task<int> PruneOldAsync(string what, DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var dropped = 0; ;)
        {
            var chunk = await _writer.DoAsync(session => PruneVerbs.OldChunk(session, what, before), bytes: 0, cancellationToken);
            dropped += chunk;
            if (chunk < PruneVerbs.Chunk)
                return dropped;
        }
    }

    private static long BytesOf(IReadOnlyList<NewMessage> messages)
    {
        long bytes = 0;
        for (var index = 0; index < messages.Count; index++)
            bytes += messages[index].Content.Length;
        return bytes;
    }
}
