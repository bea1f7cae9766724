using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Who gets a process when there are few, by a clock that the test moves.</summary>
public sealed class FairSharingTests
{
    private const long Memory = 256L << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_flow_holds_all_places_once_there_is_another()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 3 });
        stage.Pool.Know("invoices");
        await RentAsync(stage, "orders");
        await RentAsync(stage, "orders");
        var third = RentAsync(stage, "orders");
        Assert.Equal(1, stage.Pool.Status.Waiting);
        Assert.True((await RentAsync(stage, "invoices")).IsAlive);
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task A_flow_that_is_alone_holds_as_many_as_there_are()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 2 });
        await RentAsync(stage, "orders");
        Assert.True((await RentAsync(stage, "orders")).IsAlive);
    }

    [Fact]
    public async Task The_only_place_goes_round()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        var process = await RentAsync(stage, "a");
        Task<SandboxProcess>[] waiting = [RentAsync(stage, "a"), RentAsync(stage, "a"), RentAsync(stage, "b"), RentAsync(stage, "c"), RentAsync(stage, "b")];
        var served = new List<int>();
        while (served.Count < waiting.Length)
        {
            process.Kill("it is done");
            await process.Ended;
            var next = await Task.WhenAny(waiting.Where((_, index) => !served.Contains(index)));
            served.Add(Array.IndexOf(waiting, next));
            process = await next;
        }

        // a came first and waits twice, but had the last turn.
        Assert.Equal([2, 3, 0, 4, 1], served);
    }

    [Fact]
    public async Task A_flow_whose_scripts_end_their_processes_waits_longer_each_time_and_the_others_do_not()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 4 });
        var waits = new List<double>();
        for (var death = 0; death < 9; death++)
        {
            var began = stage.Time.GetUtcNow();
            var renting = RentAsync(stage, "hostile");
            var other = await RentAsync(stage, "friendly");
            stage.Pool.Return(other);
            Assert.Equal(began, stage.Time.GetUtcNow());
            while (!renting.IsCompleted)
            {
                Cancel.ThrowIfCancellationRequested();
                if (stage.Pool.Status is { Waiting: 1, Starting: 0 })
                    stage.Time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }

            waits.Add(Math.Round((stage.Time.GetUtcNow() - began).TotalMilliseconds / 100));
            await EndByScriptAsync(stage, await renting);
        }

        // In tenths of a second.
        Assert.Equal([0, 0, 1, 2, 4, 8, 16, 32, 50], waits);
    }

    [Fact]
    public async Task Such_a_flow_holds_one_process_until_it_has_behaved_for_a_minute()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 8 });
        await EndByScriptAsync(stage, await RentAsync(stage, "hostile"));
        await EndByScriptAsync(stage, await RentAsync(stage, "hostile"));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await RentAsync(stage, "hostile");
        var second = RentAsync(stage, "hostile");
        Assert.Equal(1, stage.Pool.Status.Waiting);
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        await RentAsync(stage, "friendly");
        await second;
    }

    [Fact]
    public async Task An_idle_process_of_a_flow_makes_room_for_one_with_another_memory_limit()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 3 });
        stage.Pool.Know("invoices");
        stage.Pool.Return(await RentAsync(stage, "orders"));
        stage.Pool.Return(await RentAsync(stage, "orders", Memory / 4));
        Assert.Equal(2, stage.Pool.Status.Idle);
        Assert.Equal(Memory / 8, (await RentAsync(stage, "orders", Memory / 8)).Memory);

        // The same for one that may hold one only.
        await EndByScriptAsync(stage, await RentAsync(stage, "hostile"));
        await EndByScriptAsync(stage, await RentAsync(stage, "hostile"));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        stage.Pool.Return(await RentAsync(stage, "hostile"));
        Assert.Equal(Memory / 4, (await RentAsync(stage, "hostile", Memory / 4)).Memory);
    }

    [Fact]
    public void A_death_after_many_messages_counts_as_the_first()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var shares = new FlowShares(new SandboxOptions(), time);
        foreach (var executions in new[] { 1, 1, 1, 5000 })
        {
            shares.Took("orders");
            shares.Lost("orders", executions, died: true);
        }

        Assert.Equal(TimeSpan.Zero, shares.WaitOf("orders"));
        shares.Took("orders");
        shares.Lost("orders", 1, died: true);
        Assert.Equal(TimeSpan.FromMilliseconds(100), shares.WaitOf("orders"));
    }

    [Fact]
    public async Task A_process_is_replaced_when_it_is_old_or_holds_too_much_memory()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, RecycleAge = TimeSpan.FromMinutes(10), IdleTime = TimeSpan.FromHours(1) });
        stage.Pool.Return(await RentAsync(stage, "orders"));
        stage.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(stage.Children[0].IsGone);
        stage.Time.Advance(TimeSpan.FromMinutes(2));
        await stage.Children[0].Gone;

        var heavy = await RentAsync(stage, "orders");
        stage.Children[1].Resident = Memory - 1;
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(stage.Pool.IsWorn(heavy));
        stage.Children[1].Resident = Memory;
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(stage.Pool.IsWorn(heavy));
        Assert.True(heavy.IsAlive);
        stage.Pool.Return(heavy);
        await stage.Children[1].Gone;
        while (stage.Pool.Status.Retired < 2)
            await Task.Yield();
    }

    [Fact]
    public async Task What_waits_behind_the_kill_that_was_one_too_many_goes_back_and_starts_no_process()
    {
        await using var stage = new CodeStage(rules: new QuarantineRules(1, 2, 3, TimeSpan.FromMinutes(10)));
        await using var lane = await stage.OpenAsync();
        var ends = Enumerable.Range(1, 5).Select(number => lane.RunAsync(CodeStage.Message(new RecordingEmissions(), $"m{number}"), CancellationToken.None)).ToList();
        var child = await stage.ChildAsync();
        var (first, _) = await child.NextAsync();
        await child.EndAsync(first);
        var (second, _) = await child.NextAsync();
        await child.LogAsync(second, Scripting.Frames.LogLevelByte.Info, "begun");
        child.Die(159);

        Assert.IsType<ComponentEnd.Completed>(await ends[0]);
        Assert.Equal(ErrorCodes.ForbiddenCall, Assert.IsType<ComponentEnd.SandboxLost>(await ends[1]).Error.Code);
        foreach (var end in ends.Skip(2))
            Assert.IsType<ComponentEnd.Interrupted>(await end);
        Assert.IsType<ComponentEnd.Interrupted>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m6"), CancellationToken.None));
        Assert.Single(stage.Children);
        Assert.True(stage.Quarantines!.Holds(new StepAddress("orders", "map"), 1));
    }

    private static Task<SandboxProcess> RentAsync(CodeStage stage, string flow, long memory = Memory) => stage.Pool.RentAsync(flow, memory, null, Cancel);

    private static async Task EndByScriptAsync(CodeStage stage, SandboxProcess process)
    {
        var bound = stage.Pool.Status.Busy;
        process.EndedByScript = true;
        process.Kill("its script broke limit.time");
        await process.Ended;
        while (stage.Pool.Status.Busy == bound)
            await Task.Yield();
    }
}
