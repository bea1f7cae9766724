using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Storage.Tests.Conformance;

/// <summary>A store, a clock that stands until it is moved, and the verbs in the short form in which the behaviours use them.</summary>
internal sealed class Scene(IFlowStore store, IFlowQueries queries)
{
    public const string Flow = "orders";

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly StepAddress Trigger = new(Flow, "receive");

    public static readonly StepAddress Map = new(Flow, "map");

    public static readonly StepAddress Load = new(Flow, "load");

    public IFlowStore Store => store;

    public IFlowQueries Queries => queries;

    public DateTimeOffset Now { get; set; } = Start;

    public static FlowPackage Package(string text = "v1", string flow = Flow) =>
        new(flow, new Dictionary<string, string> { [FlowPackage.DefinitionFile] = $"name: {flow}\ndescription: {text}", ["map.js"] = $"// {text}" });

    public async Task ActivateAsync(string flow = Flow)
    {
        await store.DeployAsync(Package(flow: flow), moveQueued: false, Now, default);
        await StateAsync(FlowState.Active, flow);
    }

    public Task<bool> StateAsync(FlowState state, string flow = Flow) => store.SetFlowStateAsync(flow, state, Now, default);

    public static NewMessage Message(string id, StepAddress? to = null, string? content = null) => new()
    {
        Id = id,
        Address = to ?? Map,
        FlowVersion = 1,
        Run = "run-" + id,
        Thread = "thread-" + id,
        Content = Encoding.UTF8.GetBytes(content ?? $$$"""{"body":{"id":"{{{id}}}"},"headers":{}}"""),
    };

    public Task<int> SendAsync(params string[] ids) => SendToAsync(Map, ids);

    public Task<int> SendToAsync(StepAddress to, params string[] ids) =>
        store.EnqueueAsync([.. ids.Select(id => new Intake(id, Trigger with { Flow = to.Flow }, [Message(id, to)]))], Now, default);

    public async Task<IReadOnlyList<ClaimedMessage>> ClaimAsync(int count = 100, StepAddress? from = null, string owner = "host-a") =>
        (await ClaimResultAsync(count, from, owner)).Messages;

    public Task<ClaimResult> ClaimResultAsync(int count = 100, StepAddress? from = null, string owner = "host-a") =>
        store.ClaimAsync(new ClaimRequest(from ?? Map, count, owner, Now, Now.AddSeconds(30)), default);

    public async Task<ClaimedMessage> ClaimOneAsync(StepAddress? from = null) => Assert.Single(await ClaimAsync(1, from));

    /// <summary>Sends one message and claims it.</summary>
    public async Task<ClaimedMessage> WorkAsync(string id = "m")
    {
        await SendAsync(id);
        return await ClaimOneAsync();
    }

    public StepCommit Commit(ClaimedMessage claimed, Disposition disposition, params NewMessage[] messages) => new()
    {
        Claim = claimed.Token,
        Claimed = claimed,
        Disposition = disposition,
        Messages = messages,
        Execution = new ExecutionRecord(Now, TimeSpan.FromMilliseconds(5), "success", 42, messages.Length),
        Now = Now,
    };

    public async Task AcknowledgeAsync(ClaimedMessage claimed, params NewMessage[] messages) =>
        Assert.Equal(CommitResult.Committed, await store.CommitAsync(Commit(claimed, new Disposition.Acknowledge(), messages)));

    public async Task ReboundAsync(ClaimedMessage claimed, TimeSpan wait, string reason = "busy") =>
        Assert.Equal(CommitResult.Committed, await store.CommitAsync(Commit(claimed, new Disposition.ReboundAt(Now + wait, claimed.Rebounds + 1, reason))));

    public StepCommit Failing(ClaimedMessage claimed, params StepError[] errors) =>
        Commit(claimed, new Disposition.Fail(errors, KeepEmissions: true)) with { Errors = [.. errors.Select(error => new NewError(error, Handler: null))] };

    /// <summary>A quarantine of version 1 of a step.</summary>
    public Quarantine Quarantine(string message = "m", StepAddress? of = null) => new(of ?? Map, 1, ErrorCodes.SandboxLost, "Its script ended its process 5 times.", 5, Now, message);

    /// <summary>A hold of version 1 of a step: a message is tried each minute.</summary>
    public Quarantine Hold(string message = "m", StepAddress? of = null) =>
        Quarantine(message, of) with { Code = "rebound", Reason = "5 messages in a row rebounded alike.", Probe = new ProbeSchedule(TimeSpan.FromMinutes(1), Now.AddMinutes(1)) };

    /// <summary>Fails a message and returns its newest error.</summary>
    public async Task<ErrorRow> FailAsync(ClaimedMessage claimed, string text = "relation \"x\" does not exist")
    {
        Assert.Equal(CommitResult.Committed, await store.CommitAsync(Failing(claimed, new StepError("Error", text))));
        return (await ErrorsAsync(state: null))[0];
    }

    /// <summary>The ids in a step's queue, oldest due first, whatever their state.</summary>
    public async Task<string[]> QueueAsync(StepAddress? of = null) => [.. (await MessagesAsync(of ?? Map)).Select(row => row.Message.Id)];

    public Task<IReadOnlyList<MessageRow>> MessagesAsync(StepAddress? of = null, MessageState? state = null) =>
        queries.MessagesAsync(new MessageFilter(of?.Flow, of?.Step, state) { Now = Now }, default);

    public async Task<MessageRow> MessageAsync(StepAddress? of = null) => Assert.Single(await MessagesAsync(of ?? Map));

    public Task<IReadOnlyList<ErrorRow>> ErrorsAsync(ErrorState? state = ErrorState.Open, string? flow = null) =>
        queries.ErrorsAsync(new ErrorFilter(flow, State: state), default);

    public async Task<StepCounts> CountsAsync(StepAddress? of = null) =>
        (await queries.StepCountsAsync(null, Now, default)).SingleOrDefault(counts => counts.Address == (of ?? Map))
        ?? new StepCounts(of ?? Map, 0, 0, 0, 0, NextDue: null, 0, 0, 0, 0);

    public Task<RetryResult> RetryAsync(params long[] errors) => store.RetryAsync(new RetryRequest(errors), Now, default);

    public Task<int> SteerAsync(ReboundAction action, params long[] keys) => store.SteerReboundsAsync(keys, action, Now, default);

    public Task<int> ExtendAsync(int attempts, TimeSpan later, params long[] keys) => store.ExtendReboundsAsync(keys, new ReboundExtension(attempts, later), Now, default);

    /// <summary>A retry in bulk is carried on for half a minute.</summary>
    public BulkRetryLease Lease(string driver = "ada") => new(driver, Now.AddSeconds(30));

    public Task<long> BeginAsync(params long[] errors) => store.BeginBulkRetryAsync(new BulkRetryOrder("ada", "all"), errors, new Dictionary<long, string>(), Lease(), Now, default);

    public Task<BulkRetryAdvance?> AdvanceAsync(long id, int next, int count, string driver = "ada") =>
        store.AdvanceBulkRetryAsync(id, Lease(driver), next, [.. Enumerable.Range(0, count).Select(_ => new BulkRetryTurn())], Now, default);

    public async Task<BulkRetryRow> BulkRetryAsync(long id) => Assert.Single(await queries.BulkRetriesAsync(new BulkRetryFilter(id), Now, default));

    public async Task<RetryState> RetryStateAsync(long error) => (await queries.RetryStatesAsync([error], Now, default))[error];

    public Task<SnapshotWriteResult> WriteAsync(string? value, int? expected = null) =>
        store.WriteSnapshotAsync(new SnapshotWrite(Map, expected, value is null ? default(ReadOnlyMemory<byte>?) : Bytes(value), "anna"), Now, default);

    public Task<SnapshotRow?> SnapshotAsync() => queries.SnapshotAsync(Map, default);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Encoding.UTF8.GetString(some.Span) : "(none)";
}
