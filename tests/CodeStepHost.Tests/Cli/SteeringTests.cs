using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;

namespace CodeStepHost.Tests.Cli;

/// <summary>Verbs that change something.</summary>
public sealed class SteeringTests : IAsyncLifetime
{
    private readonly CommandLineFixture _cli = new();

    public async ValueTask InitializeAsync() => await new SampleData(_cli.Store, _cli.Time).FillAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return default;
    }

    [Fact]
    public async Task Flows_are_started_stopped_and_suspended()
    {
        Assert.Equal(0, await _cli.RunAsync("flows", "suspend", "orders"));
        Assert.Equal(0, await _cli.RunAsync("flows", "stop", "orders", "nightly"));
        Assert.Equal(0, await _cli.RunAsync("flows", "start", "orders"));
        Assert.Equal(0, await _cli.RunAsync("flows", "start", "orders", "--output", "json"));
        Assert.Equal(2, await _cli.RunAsync("flows", "stop", "nightly", "order"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_retry_says_what_was_retried_and_what_was_refused()
    {
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "1", "--content", _cli.Write("edited.json", """{"body":{"order":1002,"customer":{"name":"Ada"}}}""")));
        Assert.Equal(1, await _cli.RunAsync("errors", "retry", "1", "2", "99"));
        await _cli.RunAsync("flows", "stop", "orders");
        Assert.Equal(1, await _cli.RunAsync("errors", "retry", "3"));
        Assert.Equal(1, await _cli.RunAsync("errors", "retry", "3", "--output", "json"));
        await _cli.RunAsync("messages", "show", "m-0002");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task All_errors_that_filters_let_through_are_retried()
    {
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "--all", "--step", "enrich"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "enrich", "--yes"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "enrich", "--yes"));
        await _cli.RunAsync("errors", "list", "--state", "all");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Contradictory_retries_are_refused()
    {
        Assert.Equal(2, await _cli.RunAsync("errors", "retry"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--all"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "2", "--content", "x.json"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--content", "x.json"));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--content", _cli.Write("broken.json", "{\n  \"body\": {,}\n}")));
        Assert.Equal(2, await _cli.RunAsync("errors", "retry", "1", "--content", _cli.Write("list.json", "[1]")));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Parked_messages_are_released_held_and_cancelled()
    {
        Assert.Equal(0, await _cli.RunAsync("rebounds", "now", "5"));
        Assert.Equal(1, await _cli.RunAsync("rebounds", "now", "5", "99"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "hold", "--all", "--reason", "the ledger is locked by the month's end"));
        Assert.Equal(2, await _cli.RunAsync("rebounds", "cancel", "6"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "cancel", "--all", "--flow", "orders", "--yes"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "cancel", "--all", "--yes"));
        await _cli.RunAsync("messages", "list");
        await _cli.RunAsync("errors", "list", "--groups");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Parked_messages_are_grouped_by_reason_and_extended()
    {
        Assert.Equal(0, await _cli.RunAsync("rebounds", "list", "--groups"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "list", "--groups", "--step", "enrich", "--output", "json"));
        var group = CodeStepHost.Cli.ReboundGroup.FingerprintOf((await _cli.Store.MessagesAsync(new MessageFilter(Key: 6) { Now = _cli.Time.GetUtcNow() }, CancellationToken.None))[0]);
        Assert.Equal(0, await _cli.RunAsync("rebounds", "extend", "--all", "--group", group, "--attempts", "5", "--later", "2h"));
        Assert.Equal(1, await _cli.RunAsync("rebounds", "extend", "5", "99", "--attempts", "1"));
        Assert.Equal(2, await _cli.RunAsync("rebounds", "extend", "5"));
        Assert.Equal(2, await _cli.RunAsync("rebounds", "extend", "5", "--attempts", "0"));
        Assert.Equal(2, await _cli.RunAsync("rebounds", "extend", "5", "--later", "soon"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "list", "--schedule"));
        Assert.Equal(0, await _cli.RunAsync("rebounds", "now", "--all", "--group", group));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Groups_have_notes_are_muted_and_close_after_a_version_without_them()
    {
        const string undefined = "76cac423b919a418";
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "note", undefined, "The shop sends orders without a customer; Grace asks them."));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "mute", undefined, "--until", "3d"));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups"));
        Assert.Equal(0, await _cli.RunAsync("errors", "list"));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "--all"));
        Assert.Equal(2, await _cli.RunAsync("errors", "groups", "mute", undefined, "--until", "2020-01-01"));
        Assert.Equal(2, await _cli.RunAsync("errors", "groups", "mute", "nothing", "--until", "1h"));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "unmute", undefined));
        await new SampleData(_cli.Store, _cli.Time).DeployAsync("orders", SampleData.Orders + "    limits: { time: 5s }\n");
        _cli.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups"));
        _cli.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups"));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "--closed-after", "2d"));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "--all", "--step", "enrich", "--output", "json"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_group_that_happened_again_and_was_retried_is_not_closed()
    {
        var (data, version) = (new SampleData(_cli.Store, _cli.Time), SampleData.Orders + "    limits: { time: 5s }\n");
        await data.DeployAsync("orders", version);
        _cli.Time.Advance(TimeSpan.FromDays(2));
        await data.FailAgainAsync(version: 2);
        await _cli.Store.RetryAsync(new RetryRequest([(await _cli.Store.ErrorsAsync(new ErrorFilter(Limit: 1), CancellationToken.None))[0].Id]), _cli.Time.GetUtcNow(), CancellationToken.None);
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "--step", "enrich"));
        Assert.StartsWith("2 × orders/enrich", _cli.Out, StringComparison.Ordinal);
        _cli.Time.Advance(TimeSpan.FromDays(2));
        await data.DeployAsync("orders", version + "    # anew\n");
        _cli.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await _cli.RunAsync("errors", "groups", "--step", "enrich"));
        Assert.StartsWith("no errors\nleft out: 1 closed group with 2 errors", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_on_hold_are_shown_with_their_reason_and_released()
    {
        await new SampleData(_cli.Store, _cli.Time).HoldAsync("audit");
        Assert.Equal(0, await _cli.RunAsync("steps", "list"));
        Assert.Equal(0, await _cli.RunAsync("steps", "list", "--output", "json"));
        Assert.Equal(0, await _cli.RunAsync("flows", "list"));
        Assert.Equal(0, await _cli.RunAsync("flows", "show", "orders"));
        Assert.Equal(0, await _cli.RunAsync("errors", "retry", "--all", "--step", "audit", "--preview"));
        Assert.Equal(1, await _cli.RunAsync("steps", "release", "orders/audit", "orders/enrich"));
        Assert.Equal(0, await _cli.RunAsync("flows", "show", "orders"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_person_on_a_terminal_is_asked()
    {
        _cli.CanAsk = true;
        _cli.Input = "n\n";
        Assert.Equal(2, await _cli.RunAsync("rebounds", "cancel", "6"));
        _cli.Input = "yes\n";
        Assert.Equal(0, await _cli.RunAsync("rebounds", "cancel", "6"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Snapshots_are_set_and_reset_only_as_they_were_seen()
    {
        Assert.Equal(2, await _cli.RunAsync("snapshots", "set", "orders/enrich", """{"lastOrder":5}"""));
        Assert.Equal(0, await _cli.RunAsync("snapshots", "set", "orders/enrich", """{"lastOrder":5}""", "--yes"));
        Assert.Equal(1, await _cli.RunAsync("snapshots", "set", "orders/enrich", "--file", _cli.Write("s.json", "{}"), "--expect-version", "2", "--yes"));
        _cli.Input = """{"from":"standard input"}""";
        Assert.Equal(0, await _cli.RunAsync("snapshots", "set", "orders/enrich", "--yes"));
        Assert.Equal(2, await _cli.RunAsync("snapshots", "set", "orders/enrich", "{", "--yes"));
        Assert.Equal(0, await _cli.RunAsync("snapshots", "reset", "orders/enrich", "--yes"));
        Assert.Equal(2, await _cli.RunAsync("snapshots", "get", "orders/enrich"));
        await _cli.RunAsync("snapshots", "history", "orders/enrich");
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_snapshot_that_a_message_changes_while_a_person_is_asked_is_kept()
    {
        _cli.CanAsk = true;
        var context = _cli.Context() with { In = new AnswerAfter(() => _cli.Store.WriteSnapshotAsync(new SnapshotWrite(new StepAddress("orders", "enrich"), 2, "3"u8.ToArray(), "m-0009"), _cli.Time.GetUtcNow(), CancellationToken.None)) };
        Assert.Equal(1, await CodeStepHost.Cli.CommandLine.RunAsync(CodeStepHost.Cli.CommandLine.Build(context), context, ["snapshots", "reset", "orders/enrich"]));
        Assert.Equal("3"u8.ToArray(), (await _cli.Store.SnapshotAsync(new StepAddress("orders", "enrich"), CancellationToken.None))!.Value!.Value.ToArray());
    }

    private sealed class AnswerAfter(Func<Task> first) : StringReader("y\n")
    {
        public override string? ReadLine()
        {
            first().GetAwaiter().GetResult();
            return base.ReadLine();
        }
    }
}
