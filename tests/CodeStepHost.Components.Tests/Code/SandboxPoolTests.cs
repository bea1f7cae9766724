using CodeStepHost.Components.Code;

namespace CodeStepHost.Components.Tests.Code;

public sealed class SandboxPoolTests
{
    private const long Memory = 256L << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_serves_one_flow_for_life()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 2 });
        var orders = await stage.Pool.RentAsync("orders", Memory, null, Cancel);
        stage.Pool.Return(orders);
        var invoices = await stage.Pool.RentAsync("invoices", Memory, null, Cancel);
        Assert.NotSame(orders, invoices);
        Assert.Same(orders, await stage.Pool.RentAsync("orders", Memory, null, Cancel));
        Assert.Equal(2, stage.Children.Count);
    }

    [Fact]
    public async Task A_spare_is_started_ahead_and_again_when_it_is_taken()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 1 });
        stage.Pool.StartSpares();
        await UntilAsync(() => stage.Pool.Status.Spare == 1);
        var rented = stage.Pool.RentAsync("orders", Memory, null, Cancel);
        Assert.True(rented.IsCompletedSuccessfully);
        await UntilAsync(() => stage.Pool.Status.Spare == 1);
        Assert.Equal(2, stage.Pool.Status.Started);
    }

    [Fact]
    public async Task At_the_maximum_an_idle_process_of_another_flow_makes_room()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        stage.Pool.Return(await stage.Pool.RentAsync("orders", Memory, null, Cancel));
        var invoices = await stage.Pool.RentAsync("invoices", Memory, null, Cancel);
        Assert.True(stage.Children[0].IsGone);
        Assert.True(invoices.IsAlive);
        Assert.Equal((1, 1), (stage.Pool.Status.Retired, stage.Pool.Status.Busy));
    }

    [Fact]
    public async Task At_the_maximum_callers_wait_in_the_order_in_which_they_came()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        var busy = await stage.Pool.RentAsync("orders", Memory, null, Cancel);
        var second = stage.Pool.RentAsync("b", Memory, null, Cancel);
        var third = stage.Pool.RentAsync("c", Memory, null, Cancel);
        Assert.Equal(2, stage.Pool.Status.Waiting);
        Assert.True(stage.Pool.HasWaiters);

        stage.Pool.Return(busy);
        var b = await second;
        Assert.False(third.IsCompleted);
        stage.Pool.Return(b);
        await third;
        Assert.False(stage.Pool.HasWaiters);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_process()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        var busy = await stage.Pool.RentAsync("orders", Memory, null, Cancel);
        using var impatient = new CancellationTokenSource();
        var second = stage.Pool.RentAsync("b", Memory, null, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        stage.Pool.Return(busy);
        Assert.Same(busy, await stage.Pool.RentAsync("orders", Memory, null, Cancel));
    }

    [Fact]
    public async Task A_killed_process_is_replaced_and_counted()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        var first = await stage.Pool.RentAsync("orders", Memory, null, Cancel);
        var second = stage.Pool.RentAsync("orders", Memory, null, Cancel);
        first.Kill("its script broke limit.time");
        Assert.NotSame(first, await second);
        stage.Children[1].Die(139);
        await UntilAsync(() => stage.Pool.Status.Crashed == 1);
        Assert.Equal((1, 2), (stage.Pool.Status.Killed, stage.Pool.Status.Started));
        Assert.Contains("139", stage.Pool.Status.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_with_its_own_memory_limit_gets_a_process_of_its_own()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0 });
        stage.Pool.Return(await stage.Pool.RentAsync("orders", Memory, null, Cancel));
        var large = await stage.Pool.RentAsync("orders", 2 * Memory, null, Cancel);
        Assert.Equal(2 * Memory, large.Memory);
    }

    [Fact]
    public async Task An_idle_process_is_ended_after_the_idle_time()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, IdleTime = TimeSpan.FromMinutes(1) });
        stage.Pool.Return(await stage.Pool.RentAsync("orders", Memory, null, Cancel));
        stage.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, stage.Pool.Status.Idle);
        stage.Time.Advance(TimeSpan.FromSeconds(30));
        await stage.Children[0].Gone;
        await UntilAsync(() => stage.Pool.Status.Running == 0);
    }

    [Fact]
    public async Task A_worn_process_is_replaced()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, RecycleAfter = 2 });
        await using var lane = await stage.OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
            await stage.Children[0].EndAsync((await stage.Children[0].NextAsync()).Number);
            await end;
        }

        await stage.Children[0].Gone;
        await stage.ChildAsync();
        var next = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
        var second = await stage.ChildAsync();
        await second.EndAsync((await second.NextAsync()).Number);
        await next;
    }

    [Fact]
    public async Task A_lane_without_work_gives_its_process_back_after_the_hold_time_and_at_once_when_others_wait()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        await using var lane = await stage.OpenAsync();
        await RunOneAsync(stage, lane);
        Assert.Equal(1, stage.Pool.Status.Busy);
        stage.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((0, 1), (stage.Pool.Status.Busy, stage.Pool.Status.Idle));

        await RunOneAsync(stage, lane);
        await stage.Pool.RentAsync("invoices", Memory, null, Cancel);
        Assert.Equal(1, stage.Pool.Status.Retired);
    }

    [Fact]
    public async Task A_busy_lane_gives_its_process_up_when_its_turn_is_over_and_others_wait()
    {
        await using var stage = new CodeStage(new SandboxOptions { Spares = 0, MaxProcesses = 1 });
        await using var lane = await stage.OpenAsync();
        var child = stage.Children[0];
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), CancellationToken.None);
        var (number, _) = await child.NextAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        var waiting = stage.Pool.RentAsync("invoices", Memory, null, Cancel);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), CancellationToken.None);
        await child.EndAsync(number);
        await first;
        stage.Pool.Return(await waiting);

        await UntilAsync(() => stage.Children.Count == 3);
        child = stage.Children[2];
        await child.EndAsync((await child.NextAsync()).Number);
        await second;
    }

    [Fact]
    public async Task Everything_ends_with_the_pool()
    {
        var stage = new CodeStage(new SandboxOptions { Spares = 2, MaxProcesses = 1 });
        await stage.Pool.RentAsync("orders", Memory, null, Cancel);
        var waiting = stage.Pool.RentAsync("invoices", Memory, null, Cancel);
        await stage.DisposeAsync();
        await Assert.ThrowsAsync<SandboxException>(() => waiting);
        Assert.All(stage.Children, child => Assert.True(child.IsGone));
        await Assert.ThrowsAsync<SandboxException>(() => stage.Pool.RentAsync("orders", Memory, null, Cancel));
    }

    [Fact]
    public void An_option_out_of_range_is_named() =>
        Assert.Contains("sandbox.MaxProcesses", Assert.Throws<ArgumentOutOfRangeException>(() => new SandboxOptions { MaxProcesses = 0 }.Check()).Message, StringComparison.Ordinal);

    private static async Task RunOneAsync(CodeStage stage, CodeLane lane)
    {
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), CancellationToken.None);
        await stage.Children[0].EndAsync((await stage.Children[0].NextAsync()).Number);
        await end;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
