using System.Text;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CsCheck;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>What a caller gets that waits for a reply, and when.</summary>
public sealed class WaitingCallerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    [Fact]
    public async Task A_message_that_fails_is_told_at_once()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("f", Step("select"));
        bed.On("select", StepBodies.FailSelect).Start();
        var outcome = Assert.IsType<CallerOutcome.Unanswered>(await AskAsync(bed, "go"));
        Assert.Equal(("42P01", "select"), (outcome.Failed!.Error.Code, outcome.Failed.Address.Step));
    }

    [Fact]
    public async Task A_run_that_ends_without_a_reply_is_told_at_once()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("f", Step("pass", "end"), Step("end"));
        bed.On("pass", StepBodies.Pass).On("end", StepBodies.Nothing).Start();
        Assert.Equal(new CallerOutcome.Unanswered(null), await AskAsync(bed, "go"));
    }

    [Fact]
    public async Task The_reply_of_an_error_handling_step_wins_over_the_error()
    {
        await using var bed = await WithHandlerAsync((execution, _) =>
        {
            execution.Emissions.Reply(Encoding.UTF8.GetBytes("sorry"));
            return StepBodies.Ended();
        });
        Assert.Equal("sorry", Text(Assert.IsType<CallerOutcome.Replied>(await AskAsync(bed, "go")).Reply));
    }

    [Fact]
    public async Task The_error_is_told_when_its_handler_has_ended_without_a_reply_and_it_is_the_first_one()
    {
        var handled = false;
        await using var bed = await WithHandlerAsync((_, _) =>
        {
            handled = true;
            return Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(new StepError("Error", "the handler failed too")));
        });
        var outcome = Assert.IsType<CallerOutcome.Unanswered>(await AskAsync(bed, "go"));
        Assert.True(handled);
        Assert.Equal("select", outcome.Failed!.Address.Step);
    }

    [Fact]
    public async Task A_parked_message_may_still_reply_and_the_time_out_says_where_it_is()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("f", Step("not-yet"));
        bed.On("not-yet", StepBodies.Rebound).Start();
        using var caller = bed.Replies.Wait(bed.Time.GetUtcNow());
        var waiting = caller.OutcomeAsync(bed.Store, TimeSpan.FromSeconds(30), bed.Time, CancellationToken.None);
        await bed.AskAsync("f", "go", caller);
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);
        Assert.False(waiting.IsCompleted);
        bed.Time.Advance(TimeSpan.FromSeconds(30));
        var outcome = Assert.IsType<CallerOutcome.TimedOut>(await waiting);
        Assert.Equal((MessageState.Parked, "not-yet"), (outcome.Next!.State, outcome.Next.Message.Address.Step));
    }

    [Fact]
    public async Task A_message_that_a_person_cancels_beside_the_host_is_told()
    {
        await using var bed = await new FlowTestBed().WithFlowAsync("f", Step("not-yet"));
        bed.On("not-yet", StepBodies.Rebound).Start();
        using var caller = bed.Replies.Wait(bed.Time.GetUtcNow());
        var waiting = caller.OutcomeAsync(bed.Store, Patience, bed.Time, CancellationToken.None);
        await bed.AskAsync("f", "go", caller);
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);
        await bed.Store.SteerReboundsAsync([(await bed.ParkedAsync())[0].Key], ReboundAction.Cancel, bed.Time.GetUtcNow(), CancellationToken.None);
        bed.Replies.LookAgain();
        Assert.Equal(ErrorCodes.ReboundCancelled, Assert.IsType<CallerOutcome.Unanswered>(await waiting).Failed!.Error.Code);
    }

    [Fact]
    public async Task Of_any_tree_of_messages_the_caller_gets_the_reply_else_the_error_else_nothing_and_never_anothers()
    {
        await Gen.Int[1, 1 << 30].Array[1, 4].SampleAsync(
            async seeds =>
            {
                var node = new StepDefinition { Name = "node", Uses = StepKinds.Code, To = ["node"], Concurrency = 3, Rebound = new ReboundPolicy(TimeSpan.FromMilliseconds(3), 1, 2, 0) };
                await using var bed = await new FlowTestBed { Depth = 2 }.WithFlowAsync("f", node);
                bed.On("node", RunAsync).Start();
                await Task.WhenAll(seeds.Select(async seed =>
                {
                    var tree = Tree(new Random(seed), 0, seed);
                    var outcome = await AskAsync(bed, tree);
                    var all = All(tree).Select(one => one.Does).ToList();
                    if (all.Contains("reply"))
                        Assert.Equal($"{seed}", Text(Assert.IsType<CallerOutcome.Replied>(outcome).Reply));
                    else if (all.Contains("fail"))
                        Assert.Equal($"{seed}", Assert.IsType<CallerOutcome.Unanswered>(outcome).Failed!.Error.Message);
                    else
                        Assert.Equal(new CallerOutcome.Unanswered(null), outcome);
                }));
            },
            iter: 60,
            threads: 1);
    }

    /// <summary>A message of the property: what it does, and the messages that it emits before.</summary>
    private sealed record Node(string Does, int Seed, Node[] Children);

    private static Node Tree(Random random, int depth, int seed)
    {
        // Most trees end quietly, so that each of the three ends is often that of a whole tree.
        var does = random.Next(12) switch { 0 => "reply", 1 => "fail", 2 => "rebound", _ => "end" };
        return new Node(does, seed, depth == 3 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Tree(random, depth + 1, seed))]);
    }

    private static IEnumerable<Node> All(Node node) => [node, .. node.Children.SelectMany(All)];

    private static async Task<ComponentEnd> RunAsync(StepExecution execution, CancellationToken stop)
    {
        var node = JsonSerializer.Deserialize<Node>(BodyOf(execution))!;
        if (node.Does == "rebound" && execution.Claimed.Rebounds == 0)
            return await StepBodies.Rebound(execution, stop);
        foreach (var child in node.Children)
            await execution.Emissions.EmitAsync(new Emission.Data(Content(child)), stop);
        if (node.Does == "reply")
            execution.Emissions.Reply(Encoding.UTF8.GetBytes($"{node.Seed}"));
        if (node.Does == "fail")
            await execution.Emissions.EmitAsync(new Emission.Error(new StepError("Error", $"{node.Seed}")), stop);
        return new ComponentEnd.Completed();
    }

    private static async Task<FlowTestBed> WithHandlerAsync(StepBody handler)
    {
        var bed = await new FlowTestBed().WithFlowAsync("f", Step("select") with { OnError = "handler" }, Step("handler"));
        return bed.On("select", StepBodies.FailSelect).On("handler", handler).Start();
    }

    private static async Task<CallerOutcome> AskAsync(FlowTestBed bed, object body)
    {
        using var caller = bed.Replies.Wait(bed.Time.GetUtcNow());
        await bed.AskAsync("f", body, caller);
        var waiting = caller.OutcomeAsync(bed.Store, Patience, bed.Time, CancellationToken.None);
        await bed.UntilAsync(() => Task.FromResult(waiting.IsCompleted));
        return await waiting;
    }
}
