using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Storage.Sqlite.Native;
using CodeStepHost.Storage.Sqlite.Verbs;

namespace CodeStepHost.Storage.Sqlite;

/// <summary>Reads of a SQLite store, on connections of their own.</summary>
public sealed class SqliteFlowQueries : IFlowQueries, IAsyncDisposable
{
    private readonly SqliteReaders _readers;

    internal SqliteFlowQueries(SqliteStoreOptions options) => _readers = new SqliteReaders(options);

    /// <summary>Opens an existing store for reading only.</summary>
    /// <exception cref="StoreOpenException">There is no such file, or it is not one of this program's version.</exception>
    public static SqliteFlowQueries Open(SqliteStoreOptions options)
    {
        if (!File.Exists(options.Path))
            throw new StoreOpenException($"{options.Path} does not exist. Start the host once, or name another file.");
        try
        {
            using var database = SqliteOpening.OpenReader(options);
            var version = SqliteOpening.CheckVersion(database, options.Path);
            if (version < SqliteOpening.NewestVersion)
                throw new StoreOpenException($"{options.Path} is a database of version {version}, and this program reads version {SqliteOpening.NewestVersion}. Start the host once: it upgrades the file.");
            return new SqliteFlowQueries(options);
        }
        catch (SqliteFailure failure)
        {
            throw new StoreOpenException(failure.Explain(options.Path), failure);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowRow>> FlowsAsync(CancellationToken cancellationToken) => ListAsync(
        database => database.Statement("queries/flows"),
        row => new FlowRow(row.Text(0), (FlowState)row.Int32(1), row.Int32(2), row.Moment(3), row.Int64(5), row.Int64(4)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<FlowPackage?> PackageAsync(string flow, int version, CancellationToken cancellationToken) => FirstAsync(
        database => database.Statement("queries/package").Bind(flow).Bind(version),
        row => new FlowPackage(flow, StoredJson.ReadFiles(row.Bytes(0))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepCounts>> StepCountsAsync(string? flow, DateTimeOffset now, CancellationToken cancellationToken) => ListAsync(
        database => database.Statement("queries/step-counts").Bind(now).Bind(flow),
        row => new StepCounts(Address(row), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.MomentOrNull(6), row.Int64(7), row.Int64(8), row.Int64(9), row.Int64(10)) { Gathering = row.Int64(11) },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quarantine>> QuarantinesAsync(string? flow, CancellationToken cancellationToken) => ListAsync(
        database => new Filters().And("flow = @flow", flow).Apply(database, "queries/quarantines"),
        QuarantineVerbs.Read,
        cancellationToken);

    /// <inheritdoc/>
    public Task<SnapshotRow?> SnapshotAsync(StepAddress address, CancellationToken cancellationToken) => FirstAsync(
        database => new Filters().And("flow = @flow", address.Flow).And("steps.step = @step", address.Step).Apply(database, "queries/snapshots"),
        Snapshot,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotRow>> SnapshotsAsync(string? flow, CancellationToken cancellationToken) => ListAsync(
        database => new Filters().And("flow = @flow", flow).Apply(database, "queries/snapshots"),
        Snapshot,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotRow>> SnapshotHistoryAsync(StepAddress address, int limit, CancellationToken cancellationToken) => ListAsync(
        database => database.Statement("queries/snapshot-history").Bind(address.Flow).Bind(address.Step).Bind(limit),
        row => new SnapshotRow(address, row.Int32(0), row.BytesOrNull(1), row.Moment(2), row.Text(3)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> KeysAsync(StepAddress address, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(database => database.Statement("queries/credential").Bind(address.Flow).Bind(address.Step), row => row.Bytes(0), cancellationToken);
        return rows.Count > 0 ? rows[0] : default;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) => ListAsync(
        database => Steps(filter.Flow, filter.Step)
            .And("id = @id", filter.Id)
            .And("reason = @reason", filter.Reason)
            .And("seq = @key", filter.Key)
            .And("reply_to = @reply_to", filter.ReplyTo)
            .And(Condition(filter.State), filter.State is MessageState.Waiting or MessageState.Parked or MessageState.Gathering ? Moments.Store(filter.Now) : null)
            .And(filter.State is null ? "1 = 1" : Literal(filter.State.Value))
            .Apply(database, "queries/messages")
            .Bind(filter.Limit),
        row => Message(row, filter.Now),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> CanReplyAsync(string caller, CancellationToken cancellationToken) =>
        (await ListAsync(database => database.Statement("queries/can-reply").Bind(caller), row => row.Int32(0), cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErrorRow>> ErrorsAsync(ErrorFilter filter, CancellationToken cancellationToken) => ListAsync(
        database => Steps(filter.Flow, filter.Step)
            .And("state = @state", (long?)filter.State)
            .And("fingerprint = @fingerprint", filter.Fingerprint)
            .And("errors.id = (SELECT min(first.id) FROM failures AS failed JOIN errors AS first ON first.failure = failed.id WHERE failed.reply_to = @caller AND first.state <> 1)", filter.FirstOfCaller)
            .And("at >= @since", filter.Since is { } since ? Moments.Store(since) : null)
            .And("fingerprint NOT IN (SELECT value FROM json_each(@except))", filter.Except.Count == 0 ? null : System.Text.Json.JsonSerializer.Serialize(filter.Except))
            .Apply(database, "queries/errors")
            .Bind(filter.Limit),
        Error,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupMark>> GroupMarksAsync(CancellationToken cancellationToken) => ListAsync(
        database => database.Statement("queries/group-marks"),
        row => new GroupMark(row.Text(0), row.TextOrNull(1), row.MomentOrNull(2)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ErrorRow?> ErrorAsync(long id, CancellationToken cancellationToken) => FirstAsync(
        database => new Filters().And("errors.id = @id", id).Apply(database, "queries/errors").Bind(1),
        Error,
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> RecordingAsync(long error, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(database => database.Statement("queries/recording").Bind(error), row => row.Bytes(0), cancellationToken);
        return rows.Count > 0 ? rows[0] : default;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, RetryState>> RetryStatesAsync(IReadOnlyList<long> errors, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(
            database => database.Statement("queries/retry-states").Bind(now).Bind($"[{string.Join(',', errors.Distinct())}]"),
            row => KeyValuePair.Create(row.Int64(0), (RetryState)row.Int32(1)),
            cancellationToken);
        return rows.ToDictionary();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BulkRetryRow>> BulkRetriesAsync(BulkRetryFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A row for each of its messages' fates.
        var rows = await ListAsync(
            database => new Filters().And("id = @id", filter.Id).And("state = @state", (long?)filter.State).Apply(database, "queries/bulk-retries").Bind(filter.Limit).Bind(now),
            row => (
                Retry: new BulkRetryRow(row.Int64(0), StoredJson.ReadOrder(row.Text(9)), (BulkRetryState)row.Int32(1), (BulkRetryStop)row.Int32(2), row.Moment(3), row.MomentOrNull(4), row.Int32(5), row.Int32(6), new BulkRetryLease(row.Text(7), row.Moment(8))) { Fates = new Dictionary<BulkRetryFate, int>() },
                Fate: KeyValuePair.Create((BulkRetryFate)row.Int32(10), row.Int32(11))),
            cancellationToken);
        return [.. rows.GroupBy(row => row.Retry.Id).Select(group => group.First().Retry with { Fates = group.Select(row => row.Fate).ToDictionary() })];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BulkRetryMessage>> BulkRetryMessagesAsync(long id, DateTimeOffset now, CancellationToken cancellationToken) => ListAsync(
        database => database.Statement("queries/bulk-retry-messages").Bind(now).Bind(id),
        row => new BulkRetryMessage(row.Int64(0), (BulkRetryFate)row.Int32(1), row.TextOrNull(2)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepLogLine>> LogsAsync(LogFilter filter, CancellationToken cancellationToken) => ListAsync(
        database => Steps(filter.Flow, filter.Step)
            .And("message_id = @message", filter.MessageId)
            .And("run = @run", filter.Run)
            .And("level >= @level", (long?)filter.AtLeast)
            .Apply(database, "queries/log-lines")
            .Bind(filter.Limit),
        row => new StepLogLine(Address(row), row.Text(2), row.Text(3), row.Text(4), row.Moment(5), (StepLogLevel)row.Int32(6), row.Text(7)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExecutionRow>> ExecutionsAsync(ExecutionFilter filter, CancellationToken cancellationToken) => ListAsync(
        database => Steps(filter.Flow, filter.Step)
            .And("message_id = @message", filter.MessageId)
            .And("run = @run", filter.Run)
            .Apply(database, "queries/executions")
            .Bind(filter.Limit),
        row => new ExecutionRow(
            Address(row),
            row.Int32(2),
            row.Text(3),
            row.Text(4),
            row.Text(5),
            row.Int32(6),
            new ExecutionRecord(row.Moment(7), TimeSpan.FromTicks(row.Int64(8) * TimeSpan.TicksPerMicrosecond), row.Text(9), unchecked((ulong)row.Int64(10)), row.Int32(11))),
        cancellationToken);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        _readers.Dispose();
        return ValueTask.CompletedTask;
    }

    private delegate T RowReader<out T>(SqliteRows row);

    // A read of SQLite is work for the processor and memory, not a wait: it is done where it is asked for.
    private Task<IReadOnlyList<T>> ListAsync<T>(Func<SqliteDatabase, SqliteStatement> query, RowReader<T> read, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(_readers.Read<IReadOnlyList<T>>(database => List(query(database), read), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return Task.FromCanceled<IReadOnlyList<T>>(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            return Task.FromException<IReadOnlyList<T>>(exception);
        }
    }

    private async Task<T?> FirstAsync<T>(Func<SqliteDatabase, SqliteStatement> query, RowReader<T> read, CancellationToken cancellationToken)
        where T : class =>
        (await ListAsync(query, read, cancellationToken)) is [var first, ..] ? first : null;

    private static List<T> List<T>(SqliteStatement statement, RowReader<T> read)
    {
        var list = new List<T>();
        using var row = statement.Query();
        while (row.Read())
            list.Add(read(row));
        return list;
    }

    private static Filters Steps(string? flow, string? step) => new Filters().And("flow = @flow", flow).And("steps.step = @step", step);

    private static StepAddress Address(SqliteRows row) => new(row.Text(0), row.Text(1));

    private static SnapshotRow Snapshot(SqliteRows row) => new(Address(row), row.Int32(2), row.BytesOrNull(3), row.Moment(4), row.Text(5));

    private static string Condition(MessageState? state) => state switch
    {
        MessageState.Parked => "due_at > @now AND parked_at IS NOT NULL",
        MessageState.Gathering => "due_at > @now AND parked_at IS NULL",
        _ => "(due_at <= @now OR state = 4)",
    };

    private static string Literal(MessageState state) => state switch
    {
        MessageState.Running => "state = 1",
        MessageState.Held => "state = 2",
        MessageState.Waiting => "state IN (0, 4)",
        _ => "state = 0",
    };

    private static MessageRow Message(SqliteRows row, DateTimeOffset now) => new(
        row.Int64(0),
        new NewMessage
        {
            Address = new StepAddress(row.Text(3), row.Text(4)),
            FlowVersion = row.Int32(10),
            HandlesError = row.Int64OrNull(11),
            Id = row.Text(12),
            Run = row.Text(13),
            Thread = row.Text(14),
            Parent = row.TextOrNull(15),
            ReplyTo = row.TextOrNull(16),
            Content = row.Bytes(17),
        },
        (RowState)row.Int32(1) switch
        {
            RowState.Leased => MessageState.Running,
            RowState.Held => MessageState.Held,
            RowState.Withheld => MessageState.Waiting,
            _ when row.Moment(2) <= now => MessageState.Waiting,
            _ => row.IsNull(9) ? MessageState.Gathering : MessageState.Parked,
        },
        row.Int32(5),
        row.Int32(6),
        row.Moment(7),
        row.Moment(2),
        row.TextOrNull(8),
        row.MomentOrNull(9))
    {
        Granted = row.Int32(18),
    };

    private static ErrorRow Error(SqliteRows row) => new(
        row.Int64(0),
        new StepAddress(row.Text(1), row.Text(2)),
        row.Int32(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.TextOrNull(7),
        StoredJson.ReadError(row.Text(8)),
        row.BytesOrNull(9),
        row.Int32(10),
        row.Moment(11),
        (ErrorState)row.Int32(12),
        row.MomentOrNull(13),
        row.Text(14),
        row.Int64OrNull(15))
    {
        HandlesError = row.Int64OrNull(16),
    };
}
