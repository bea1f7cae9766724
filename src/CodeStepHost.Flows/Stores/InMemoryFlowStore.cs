using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;

namespace CodeStepHost.Flows.Stores;

/// <summary>
/// The store in its simplest form: lists behind one lock, gone when the process ends. It is what the conformance suite
/// measures the real stores against, and what tests of the runner use.
/// </summary>
/// <param name="keepContentUpTo">Bytes up to which a failed message's content is kept for a retry.</param>
public sealed partial class InMemoryFlowStore(int keepContentUpTo = InMemoryFlowStore.DefaultKeepContentUpTo) : IFlowStore, IFlowQueries
{
    /// <summary>16 MiB: more than a step may emit unless its limit is raised.</summary>
    public const int DefaultKeepContentUpTo = 16 << 20;

    private readonly Lock _gate = new();
    private long _lastKey;
    private long _lastErrorId;
    private long _lastBulkRetry;

    internal List<InMemoryMessage> Messages { get; } = [];

    internal List<InMemoryError> Errors { get; } = [];

    internal SortedDictionary<string, InMemoryFlow> Flows { get; } = new(StringComparer.Ordinal);

    internal Dictionary<StepAddress, InMemoryStep> Steps { get; } = [];

    internal Dictionary<(string Flow, string Id), DateTimeOffset> Intakes { get; } = [];

    internal SortedDictionary<(string Flow, string Step, int Version), Quarantine> Quarantines { get; } = [];

    internal List<InMemoryBulkRetry> BulkRetries { get; private set; } = [];

    internal SortedDictionary<string, GroupMark> GroupMarks { get; } = new(StringComparer.Ordinal);

    internal List<ExecutionRow> Executions { get; private set; } = [];

    internal List<StepLogLine> Logs { get; private set; } = [];

    /// <inheritdoc/>
    public Task<int> EnqueueAsync(IReadOnlyList<Intake> intakes, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        var added = 0;
        foreach (var intake in intakes)
        {
            if (!Intakes.TryAdd((intake.Trigger.Flow, intake.Id), now))
                continue;
            added++;
            AddReady(intake.Messages, now);
        }

        return added;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => Do(() =>
    {
        if (!IsActive(request.Address.Flow))
            return new ClaimResult([], NextDue: null);
        var queue = Messages.Where(row => row.Message.Address == request.Address).ToList();
        var probes = Probes(request, queue);
        var due = probes.Concat(queue.Where(row => row.IsDue(request.Now) && !IsWithheld(row)).OrderBy(row => row.DueAt).ThenBy(row => row.Key)).Take(request.Count).ToList();
        foreach (var row in due)
        {
            row.State = InMemoryMessageState.Leased;
            row.Owner = request.Owner;
            row.LeaseUntil = request.LeaseUntil;
            row.Generation++;
            row.Attempt++;
        }

        var nextDue = due.Count < request.Count
            ? queue.Where(row => row.IsLater(request.Now)).Select(row => row.DueAt).Concat(HoldsOf(request.Address).Select(hold => hold.Probe!.NextAt).Where(at => at > request.Now)).Min(at => (DateTimeOffset?)at)
            : null;
        return new ClaimResult([.. due.Select(row => Claimed(row) with { IsProbe = probes.Contains(row) })], nextDue)
        {
            Withheld = [.. Quarantines.Values.Where(quarantine => quarantine.Address == request.Address).Select(quarantine => quarantine.FlowVersion)],
        };
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimToken>> RenewAsync(IReadOnlyList<ClaimToken> claims, DateTimeOffset until, CancellationToken cancellationToken) => Do<IReadOnlyList<ClaimToken>>(() =>
    {
        var lost = new List<ClaimToken>();
        foreach (var claim in claims)
        {
            if (FindLeased(claim) is { } row)
                row.LeaseUntil = until;
            else
                lost.Add(claim);
        }

        return lost;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> BeginAsync(ClaimToken claim, CancellationToken cancellationToken) => Do(() =>
    {
        if (FindLeased(claim) is not { } row)
            return false;
        row.Losses++;
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task StageAsync(ClaimToken claim, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) => Do(() =>
    {
        if (FindLeased(claim) is null)
            return false;
        foreach (var message in messages)
            Messages.Add(new InMemoryMessage(++_lastKey, Copy(message)) { State = InMemoryMessageState.Staged, StagedFor = claim });
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> RescueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Do(() => GiveBack(row => row.LeaseUntil <= now), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RescueOwnerAsync(string owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        Do(() => GiveBack(row => row.Owner == owner), cancellationToken);

    /// <inheritdoc/>
    public Task AppendLogsAsync(IReadOnlyList<StepLogLine> lines) => Do(() =>
    {
        Logs.AddRange(lines);
        return true;
    }, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Do<T>(Func<T> verb, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        lock (_gate)
            return Task.FromResult(verb());
    }

    private void AddReady(IEnumerable<NewMessage> messages, DateTimeOffset now)
    {
        foreach (var message in messages)
            Messages.Add(new InMemoryMessage(++_lastKey, Copy(message) with { NotBefore = null }) { DueAt = message.NotBefore > now ? message.NotBefore.Value : now, EnqueuedAt = now });
    }

    private int GiveBack(Func<InMemoryMessage, bool> isLost)
    {
        var lost = Messages.Where(row => row.State == InMemoryMessageState.Leased && isLost(row)).ToList();
        foreach (var row in lost)
        {
            row.State = InMemoryMessageState.Ready;
            row.Owner = null;
            row.Losses = Math.Max(row.Losses, 1);
            DropStaged(row.Key);
        }

        return lost.Count;
    }

    private void DropStaged(long key) =>
        Messages.RemoveAll(row => row.State == InMemoryMessageState.Staged && row.StagedFor?.Key == key);

    private InMemoryMessage? FindLeased(ClaimToken claim) =>
        Messages.Find(row => row.Key == claim.Key && row.Generation == claim.Generation && row.State == InMemoryMessageState.Leased);

    private InMemoryStep Step(StepAddress address)
    {
        if (!Steps.TryGetValue(address, out var step))
            Steps.Add(address, step = new InMemoryStep());
        return step;
    }

    private IEnumerable<Quarantine> HoldsOf(StepAddress address) => Quarantines.Values.Where(quarantine => quarantine.Address == address && quarantine.IsHold);

    /// <summary>The messages to be tried: of each version on hold whose next probe is due, the first that waits.</summary>
    private List<InMemoryMessage> Probes(ClaimRequest request, List<InMemoryMessage> queue)
    {
        var probes = new List<InMemoryMessage>();
        foreach (var hold in HoldsOf(request.Address).Where(hold => hold.Probe!.NextAt <= request.Now).ToList())
        {
            if (probes.Count == request.Count || queue.Where(row => row.Version == hold.FlowVersion && row.IsDue(request.Now)).OrderBy(row => row.DueAt).ThenBy(row => row.Key).FirstOrDefault() is not { } probe)
                continue;
            probes.Add(probe);
            Quarantines[(hold.Address.Flow, hold.Address.Step, hold.FlowVersion)] = hold with { Probe = hold.Probe! with { NextAt = request.Now + hold.Probe.Every } };
        }

        return probes;
    }

    private bool IsWithheld(InMemoryMessage row) => Quarantines.ContainsKey((row.Message.Address.Flow, row.Message.Address.Step, row.Version));

    private bool IsActive(string flow) => Flows.TryGetValue(flow, out var found) && found.State == FlowState.Active;

    private static ClaimedMessage Claimed(InMemoryMessage row) =>
        new(new ClaimToken(row.Key, row.Generation), row.Current, row.Attempt, row.Rebounds, row.EnqueuedAt, row.Losses) { Granted = row.Granted };

    // The caller may use its buffer again once the verb has returned.
    private static NewMessage Copy(NewMessage message) => message with { Content = message.Content.ToArray() };
}
