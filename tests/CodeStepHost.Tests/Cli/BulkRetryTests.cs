using System.Text;
using System.Text.Json.Nodes;
using CodeStepHost.Cli;
using CodeStepHost.Cli.Retrying;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Tests.Cli;

/// <summary>Many failed messages retried at once, while something works on them as a host would.</summary>
public sealed class BulkRetryTests : IDisposable
{
    private static readonly StepAddress Enrich = new("orders", "enrich");

    private readonly CommandLineFixture _cli = new();
    private readonly List<string> _ran = [];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task All_go_back_in_their_order_and_what_became_of_them_is_told()
    {
        await FailAsync(250);
        var report = await RunAsync(new RetryPace(null, 0, null, Waits: true), number => number % 100 != 7);
        Assert.Equal((BulkRetryStop.None, 250, 247, 3, 0), (report.Stop, report.Progress.Retried, report.Progress.Done, report.Progress.Failed, report.Progress.Left));
        Assert.Equal(Enumerable.Range(0, 250).Select(number => $"m{number}"), _ran);
        Assert.Equal([8, 108, 208], report.FailedAgain);
    }

    [Fact]
    public async Task A_canary_that_fails_stops_all_others()
    {
        await FailAsync(50);
        var report = await RunAsync(new RetryPace(null, 5, null, Waits: false), number => number != 3);
        Assert.Equal((BulkRetryStop.Canary, 5, 4, 1, 45), (report.Stop, report.Progress.Retried, report.Progress.Done, report.Progress.Failed, report.Progress.Left));
        Assert.Equal(46, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task A_canary_within_the_share_lets_the_others_follow()
    {
        await FailAsync(50);
        var report = await RunAsync(new RetryPace(null, 5, 0.2, Waits: false), number => number != 3);
        Assert.Equal((BulkRetryStop.None, 50, 49), (report.Stop, report.Progress.Retried, report.Progress.Done));
    }

    [Fact]
    public async Task It_stops_when_more_than_the_share_fails_again()
    {
        await FailAsync(1000);
        var report = await RunAsync(new RetryPace(null, 0, 0.1, Waits: false), number => number < 200);
        Assert.Equal(BulkRetryStop.Failures, report.Stop);
        Assert.InRange(report.Progress.Retried, 222, 450);
        Assert.Equal(1000, report.Progress.Retried + report.Progress.Left);
        Assert.Equal(0, report.Progress.AtWork);
    }

    [Fact]
    public async Task It_is_no_faster_than_asked()
    {
        await FailAsync(100);
        var began = _cli.Time.GetUtcNow();
        var report = await RunAsync(new RetryPace(20, 0, null, Waits: false), _ => true);
        Assert.Equal(100, report.Progress.Retried);
        Assert.InRange((_cli.Time.GetUtcNow() - began).TotalSeconds, 4.9, 8);
    }

    [Fact]
    public async Task Interrupted_what_is_retried_is_retried_and_the_rest_stays_open()
    {
        await FailAsync(100);
        using var stop = new CancellationTokenSource();
        var report = await RunAsync(new RetryPace(10, 0, null, Waits: false), _ => true, stop, progress => progress.Retried >= 30);
        Assert.Equal(BulkRetryStop.Interrupted, report.Stop);
        Assert.InRange(report.Progress.Retried, 30, 40);
        Assert.Equal(100 - report.Progress.Retried, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task A_flow_that_is_stopped_meanwhile_ends_it()
    {
        await FailAsync(300);
        var report = await RunAsync(new RetryPace(100, 0, null, Waits: true), _ => true, stop: null, progress =>
        {
            if (progress.Retried > 50)
                _ = _cli.Store.SetFlowStateAsync("orders", FlowState.Stopped, _cli.Time.GetUtcNow(), CancellationToken.None);
            return false;
        });
        Assert.Equal(BulkRetryStop.FlowNotActive, report.Stop);
        Assert.InRange(report.Progress.Retried, 51, 150);
        Assert.Equal(300 - report.Progress.Retried, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task Errors_that_come_later_are_not_in_it_and_rebounds_are_neither_done_nor_failed()
    {
        await FailAsync(3);
        var plan = await RetryPlan.OfAsync(await OpenAsync(), _cli.Store, CancellationToken.None);
        await FailAsync(2, from: 100);
        var report = await RunAsync(new RetryPace(null, 0, null, Waits: true), _ => null, plan: plan);
        Assert.Equal((3, 0, 0, 3), (report.Progress.Retried, report.Progress.Done, report.Progress.Failed, report.Progress.Parked));
        Assert.Equal(2, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task Several_errors_of_one_execution_are_one_message()
    {
        await FailAsync(2, errors: 2);
        var plan = await RetryPlan.OfAsync(await OpenAsync(), _cli.Store, CancellationToken.None);
        Assert.Equal((2, 4), (plan.Messages.Count, plan.Errors));
        var report = await RunAsync(new RetryPace(null, 0, null, Waits: true), _ => true, plan: plan);
        Assert.Equal((2, 2, 0), (report.Progress.Retried, report.Progress.Done, report.Refused.Count));
    }

    [Fact]
    public async Task A_preview_shows_groups_what_cannot_be_retried_and_the_first_edits()
    {
        await new SampleData(_cli.Store, _cli.Time).FillAsync();
        _cli.Editor = new NameEveryCustomer();
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--preview", "--edit", "x"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "3", "--preview", "--output", "json", "--edit", "x"));
        await _cli.RunAsync("flows", "stop", "orders");
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "enrich", "--preview"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "audit", "--preview"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Edited_messages_are_retried_and_those_whose_edit_fails_stay_open()
    {
        await new SampleData(_cli.Store, _cli.Time).FillAsync();
        _cli.Editor = new NameEveryCustomer();
        Assert.Equal(1, await _cli.RunAsync("errors", "retry", "--all", "--edit", "x", "--yes"));
        Assert.Equal(0, await _cli.RunAsync("messages", "show", "m-0002"));
        Assert.Equal(0, await _cli.RunAsync("errors", "list"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_done()
    {
        await new SampleData(_cli.Store, _cli.Time).FillAsync();
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--canary", "3", "--yes"));
        await new SampleData(_cli.Store, _cli.Time).HoldAsync("audit");
        _cli.IsHostRunning = true;
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--step", "audit", "--wait", "--yes"));
        _cli.Editor = new NameEveryCustomer { Problem = "--edit:1:3: `--edit` is no JSONata: it ends too early (S0203)" };
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--edit", "x", "--yes"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--rate", "-1"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--stop-at", "120%"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--canary", "0"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "99", "--preview"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--content", "x.json", "--preview"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--edit", "x", "--edit-file", "y"));
        Assert.Equal(4, (await OpenAsync()).Count);
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Resumed_it_goes_on_with_what_is_left_and_judges_that_alone()
    {
        await FailAsync(60);
        var stopped = await RunAsync(new RetryPace(null, 5, null, Waits: false), _ => false);
        Assert.Equal((BulkRetryStop.Canary, 5, 55), (stopped.Stop, stopped.Progress.Failed, stopped.Progress.Left));

        Assert.True(await TakeAsync(stopped.Id, resume: true));
        var failsOnce = await CarryAsync(stopped.Id, waits: false, number => number != 7, _ => { }, CancellationToken.None);
        Assert.Equal((BulkRetryStop.Canary, 10, 6, 4, 50), (failsOnce.Stop, failsOnce.Progress.Retried, failsOnce.Progress.Failed, failsOnce.Progress.Done, failsOnce.Progress.Left));

        Assert.True(await TakeAsync(stopped.Id, resume: true));
        var report = await CarryAsync(stopped.Id, waits: false, _ => true, _ => { }, CancellationToken.None);
        Assert.Equal((BulkRetryStop.None, 60, 54, 6), (report.Stop, report.Progress.Retried, report.Progress.Done, report.Progress.Failed));
        Assert.Equal(Enumerable.Range(0, 60).Select(number => $"m{number}"), _ran);
        Assert.False(await TakeAsync(stopped.Id, resume: true));
    }

    [Fact]
    public async Task Killed_in_its_canary_another_goes_on_where_it_was_and_each_message_runs_once()
    {
        await FailAsync(300);
        var order = new BulkRetryOrder("ada", "all open errors") { Canary = 20, StopAt = 0.5 };
        var now = _cli.Time.GetUtcNow();
        var id = await _cli.Store.BeginBulkRetryAsync(order, [.. (await OpenAsync()).Select(error => error.Id).Order()], new Dictionary<long, string>(), BulkRetry.Lease("command", now), now, CancellationToken.None);
        Assert.NotNull(await _cli.Store.AdvanceBulkRetryAsync(id, BulkRetry.Lease("command", now), 0, [.. Enumerable.Repeat(new BulkRetryTurn(), 12)], now, CancellationToken.None));

        var carrier = new BulkRetryCarrier("host", _cli.Store, _cli.Store, _ => null, _cli.Time, NullLogger<BulkRetryCarrier>.Instance);
        using var stop = new CancellationTokenSource();
        var carrying = carrier.RunAsync(stop.Token);
        await WorkUntilAsync(id, row => row.Next >= 100, number => number % 10 != 3);
        Assert.Equal("host", (await RowAsync(id)).Lease.Driver);
        Assert.InRange(_cli.Time.GetUtcNow() - now, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await carrying;
        Assert.True((await RowAsync(id)).IsAbandoned(_cli.Time.GetUtcNow()));

        // The next host has it at once.
        using var again = new CancellationTokenSource();
        var carryingAgain = new BulkRetryCarrier("host", _cli.Store, _cli.Store, _ => null, _cli.Time, NullLogger<BulkRetryCarrier>.Instance).RunAsync(again.Token);
        await WorkUntilAsync(id, row => row.State == BulkRetryState.Ended, number => number % 10 != 3);
        await again.CancelAsync();
        await carryingAgain;
        var ended = await RowAsync(id);
        Assert.Equal((300, 270, 30), (ended.Messages, ended[BulkRetryFate.Done], ended[BulkRetryFate.Failed]));
        Assert.Equal(Enumerable.Range(0, 300).Select(number => $"m{number}"), _ran);
    }

    [Fact]
    public async Task Stopped_by_another_it_sends_no_more()
    {
        await FailAsync(100);
        var report = await RunAsync(new RetryPace(10, 0, null, Waits: true), _ => true, stop: null, progress =>
        {
            if (progress.Retried == 30)
                _ = _cli.Store.EndBulkRetryAsync(1, driver: null, BulkRetryStop.Interrupted, _cli.Time.GetUtcNow(), CancellationToken.None);
            return false;
        });
        Assert.Equal((BulkRetryStop.Interrupted, 30, 70, false), (report.Stop, report.Progress.Retried, report.Progress.Left, report.IsTaken));
        Assert.Equal(70, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task One_that_fell_silent_leaves_it_to_whoever_has_taken_it_over()
    {
        await FailAsync(100);
        var report = await RunAsync(new RetryPace(10, 0, null, Waits: false), _ => true, stop: null, progress =>
        {
            if (progress.Retried == 30)
            {
                _cli.Time.Advance(TimeSpan.FromSeconds(20));
                _ = TakeAsync(1, resume: false);
            }

            return false;
        });
        Assert.Equal((BulkRetryStop.None, 30, true), (report.Stop, report.Progress.Retried, report.IsTaken));
        Assert.Equal(BulkRetryState.Running, (await RowAsync(1)).State);
    }

    [Fact]
    public async Task Retries_are_listed_shown_stopped_and_resumed()
    {
        await new SampleData(_cli.Store, _cli.Time).FillAsync();
        Assert.Equal(0, await _cli.RunAsync("retries", "list"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "enrich", "--yes"));
        _cli.Time.Advance(TimeSpan.FromMinutes(3));
        await FailAsync(12);
        var now = _cli.Time.GetUtcNow();
        var order = new BulkRetryOrder("grace", "flow orders, step enrich") { PerSecond = 50, Canary = 3, StopAt = 0.1, Edit = "$merge([$, {\"body\": {\"fixed\": true}}])" };
        var errors = (await OpenAsync()).Where(error => error.Address == Enrich).Select(error => error.Id).Order().ToList();
        var id = await _cli.Store.BeginBulkRetryAsync(order, errors, new Dictionary<long, string> { [3] = RetryRefusals.FlowNotActive }, BulkRetry.Lease("command", now), now, CancellationToken.None);
        await _cli.Store.AdvanceBulkRetryAsync(id, BulkRetry.Lease("command", now), 0, [.. Enumerable.Repeat(new BulkRetryTurn(), 8), new BulkRetryTurn(Problem: "the edit gives nothing")], now, CancellationToken.None);
        await WorkAsync(number => number == 4 ? null : number != 2, errors: 1);
        await _cli.Store.AdvanceBulkRetryAsync(id, BulkRetry.Lease("command", now), 9, [new BulkRetryTurn()], now, CancellationToken.None);

        Assert.Equal(0, await _cli.RunAsync("retries", "list"));
        Assert.Equal(2, await _cli.RunAsync("retries", "resume", "2"));
        _cli.IsHostRunning = true;
        Assert.Equal(2, await _cli.RunAsync("retries", "resume", "2"));
        _cli.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await _cli.RunAsync("retries", "show", "2"));
        Assert.Equal(0, await _cli.RunAsync("errors", "list", "-n", "2"));
        Assert.Equal(0, await _cli.RunAsync("retries", "stop", "2"));
        Assert.Equal(2, await _cli.RunAsync("retries", "stop", "2"));
        Assert.Equal(0, await _cli.RunAsync("retries", "show", "2"));
        Assert.Equal(0, await _cli.RunAsync("retries", "show", "1"));
        Assert.Equal(2, await _cli.RunAsync("retries", "resume", "1"));
        Assert.Equal(2, await _cli.RunAsync("retries", "show", "9"));
        Assert.Equal(0, await _cli.RunAsync("retries", "show", "2", "--output", "json"));
        await Verify(_cli.Transcript);
    }

    private async Task<BulkRetryRow> RowAsync(long id) => Assert.Single(await _cli.Store.BulkRetriesAsync(new BulkRetryFilter(id), _cli.Time.GetUtcNow(), CancellationToken.None));

    private Task<bool> TakeAsync(long id, bool resume) => _cli.Store.TakeBulkRetryAsync(id, BulkRetry.Lease("other", _cli.Time.GetUtcNow()), resume, _cli.Time.GetUtcNow(), CancellationToken.None);

    private Task<IReadOnlyList<ErrorRow>> OpenAsync() => _cli.Store.ErrorsAsync(new ErrorFilter(Limit: 10_000), CancellationToken.None);

    private async Task FailAsync(int count, int from = 0, int errors = 1)
    {
        await new SampleData(_cli.Store, _cli.Time).DeployAsync("orders", SampleData.Orders);
        var ids = Enumerable.Range(from, count).Select(number => $"m{number}").ToList();
        await _cli.Store.EnqueueAsync([.. ids.Select(id => new Intake(id, new StepAddress("orders", "hook"), [Message(id)]))], _cli.Time.GetUtcNow(), CancellationToken.None);
        await WorkAsync(_ => false, errors);
        _ran.Clear();
    }

    private static NewMessage Message(string id) => new() { Id = id, Address = Enrich, FlowVersion = 1, Run = "r", Thread = id, Content = Encoding.UTF8.GetBytes($$$"""{"body":{"id":"{{{id}}}"}}""") };

    private async Task<RetryReport> RunAsync(RetryPace pace, Func<int, bool?> succeeds, CancellationTokenSource? stop = null, Func<RetryProgress, bool>? stopsAt = null, RetryPlan? plan = null)
    {
        plan ??= await RetryPlan.OfAsync(await OpenAsync(), _cli.Store, CancellationToken.None);
        var order = new BulkRetryOrder("ada", "all open errors") { PerSecond = pace.PerSecond, Canary = pace.Canary, StopAt = pace.StopAt };
        var id = await _cli.Store.BeginBulkRetryAsync(order, [.. plan.Messages.Select(message => message.Error)], new Dictionary<long, string>(), BulkRetry.Lease("command", _cli.Time.GetUtcNow()), _cli.Time.GetUtcNow(), CancellationToken.None);
        return await CarryAsync(
            id,
            pace.Waits,
            succeeds,
            progress =>
            {
                if (stopsAt?.Invoke(progress) == true)
                    stop!.Cancel();
            },
            stop?.Token ?? CancellationToken.None);
    }

    private async Task<RetryReport> CarryAsync(long id, bool waits, Func<int, bool?> succeeds, Action<RetryProgress> show, CancellationToken stop)
    {
        var retry = await BulkRetry.ReadAsync(_cli.Store, _cli.Store, id, waits, editor: null, _cli.Time, CancellationToken.None);
        return await WorkOnAsync(retry.RunAsync(show, stop, leave: default), succeeds);
    }

    private async Task<T> WorkOnAsync<T>(Task<T> running, Func<int, bool?> succeeds)
    {
        while (!running.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await WorkAsync(succeeds, errors: 1);
            _cli.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await running;
    }

    private async Task WorkUntilAsync(long id, Func<BulkRetryRow, bool> isSo, Func<int, bool?> succeeds)
    {
        while (!isSo(await RowAsync(id)))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await WorkAsync(succeeds, errors: 1);
            _cli.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    /// <param name="succeeds">Whether the message of this number passes the step; null: it rebounds.</param>
    private async Task WorkAsync(Func<int, bool?> succeeds, int errors)
    {
        var now = _cli.Time.GetUtcNow();
        foreach (var claimed in (await _cli.Store.ClaimAsync(new ClaimRequest(Enrich, 1000, "host", now, now.AddMinutes(1)), CancellationToken.None)).Messages)
        {
            _ran.Add(claimed.Message.Id);
            var failures = Enumerable.Range(0, errors).Select(number => new StepError("Error", $"broke {(char)('a' + number)}")).ToList();
            Disposition disposition = succeeds(int.Parse(claimed.Message.Id[1..])) switch
            {
                true => new Disposition.Acknowledge(),
                false => new Disposition.Fail(failures, KeepEmissions: false),
                null => new Disposition.ReboundAt(now.AddHours(1), 1, "not yet"),
            };
            await _cli.Store.CommitAsync(new StepCommit { Claim = claimed.Token, Claimed = claimed, Disposition = disposition, Execution = new ExecutionRecord(now, TimeSpan.Zero, "x", 1, 0), Now = now });
        }
    }

    /// <summary>Gives each body without a customer one; a body with a note is nothing to it.</summary>
    private sealed class NameEveryCustomer : IMessageEditor
    {
        public string? Problem { get; init; }

        public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(Problem);

        public Task<MessageEdit> EditAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var message = JsonNode.Parse(content.Span)!;
            if (message["body"]!["note"] is not null)
                return Task.FromResult(MessageEdit.Failed("the edit gives nothing"));
            message["body"]!["customer"] = new JsonObject { ["name"] = "Ada" };
            return Task.FromResult(new MessageEdit(Encoding.UTF8.GetBytes(message.ToJsonString()), Problem: null));
        }

        public ValueTask DisposeAsync() => default;
    }
}
