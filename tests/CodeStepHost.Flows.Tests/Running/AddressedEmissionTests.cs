using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CsCheck;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>Emissions that go to some of a step's following steps.</summary>
public sealed class AddressedEmissionTests
{
    private static readonly string[] Next = ["a", "b", "c"];

    [Fact]
    public async Task A_message_reaches_the_steps_that_it_is_addressed_to_and_no_other()
    {
        await using var bed = await BedAsync(StepBodies.Emit(To(1, "a"), To(2, "b", "c"), To(3), new Emission.Data(Content(4))));
        await bed.SendAsync("f", 0);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(["1", "4"], await bed.BodiesAsync("a"));
        Assert.Equal(["2", "4"], await bed.BodiesAsync("b"));
        Assert.Equal(["2", "4"], await bed.BodiesAsync("c"));
    }

    [Fact]
    public async Task A_message_for_a_step_that_does_not_follow_fails_and_nothing_is_sent()
    {
        await using var bed = await BedAsync(StepBodies.Emit(To(1, "a"), To(2, "elsewhere")));
        await bed.SendAsync("f", 0);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(ErrorCodes.ComponentFailed, Assert.Single(await bed.ErrorsAsync()).Error.Code);
        Assert.Empty(await bed.BodiesAsync("a"));
    }

    /// <summary>Many emissions are staged, some stay in memory; a rebound in between, and a throw after it, keep just what came before it.</summary>
    [Fact]
    public async Task However_many_there_are_each_reaches_its_steps_in_order()
    {
        var emissions = Gen.Select(Gen.Int[0, 1600], Gen.Int[0, 1600], Gen.Int[0, 7].Array[2000]);
        await emissions.SampleAsync(
            async example =>
            {
                var (count, reboundAt, targets) = example;
                await using var bed = await BedAsync(async (execution, stop) =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        if (i == reboundAt)
                            await execution.Emissions.EmitAsync(new Emission.Rebound("later"), stop);
                        await execution.Emissions.EmitAsync(To(i, Subset(targets[i])), stop);
                    }

                    return reboundAt < count ? new ComponentEnd.Threw(StepBodies.SelectFailed) : new ComponentEnd.Completed();
                });
                await bed.SendAsync("f", 0);
                bed.Start();
                await bed.UntilIdleAsync();
                foreach (var step in Next)
                {
                    var expected = Enumerable.Range(0, Math.Min(count, reboundAt)).Where(i => Subset(targets[i]).Contains(step)).Select(i => $"{i}");
                    Assert.Equal(expected, await bed.BodiesAsync(step));
                }
            },
            iter: 20,
            threads: 1);
    }

    private static string[] Subset(int bits) => [.. Next.Where((_, index) => (bits & (1 << index)) != 0)];

    private static Emission.Data To(object body, params string[] steps) => new(Content(body)) { To = steps };

    private static async Task<Bed> BedAsync(StepBody body)
    {
        var bed = new Bed();
        bed.Flow.On("step", body);
        foreach (var next in Next)
            bed.Flow.On(next, bed.Note(next));
        await bed.Flow.WithFlowAsync("f", [Step("step", Next), .. Next.Select(next => Step(next))]);
        return bed;
    }

    private sealed class Bed : IAsyncDisposable
    {
        private readonly Dictionary<string, List<string>> _seen = Next.ToDictionary(next => next, _ => new List<string>());

        public FlowTestBed Flow { get; } = new() { Depth = 64 };

        public StepBody Note(string step) => (execution, _) =>
        {
            lock (_seen)
                _seen[step].Add(BodyOf(execution));
            return StepBodies.Ended();
        };

        public Task SendAsync(string flow, params object[] bodies) => Flow.SendAsync(flow, bodies);

        public void Start() => Flow.Start();

        public Task UntilIdleAsync() => Flow.UntilIdleAsync();

        public Task<IReadOnlyList<ErrorRow>> ErrorsAsync() => Flow.ErrorsAsync();

        public Task<IReadOnlyList<string>> BodiesAsync(string step)
        {
            lock (_seen)
                return Task.FromResult<IReadOnlyList<string>>([.. _seen[step]]);
        }

        public ValueTask DisposeAsync() => Flow.DisposeAsync();
    }
}
