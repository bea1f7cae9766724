using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CsCheck;

namespace CodeStepHost.Flows.Tests.Running;

public sealed class ClaimedQueueTests
{
    [Fact]
    public async Task A_lane_does_not_take_a_message_that_another_lane_has_nothing_to_do_for()
    {
        var queue = new ClaimedQueue(2);
        queue.Add([Message("1"), Message("2")]);
        Assert.Equal("1", (await queue.TakeAsync(0))?.Message.Id);

        var again = queue.TakeAsync(0).AsTask();
        Assert.False(again.IsCompleted);
        Assert.Equal("2", (await queue.TakeAsync(1))?.Message.Id);

        queue.Add([Message("3")]);
        Assert.Equal("3", (await again)?.Message.Id);
    }

    [Fact]
    public void Whatever_the_lanes_hold_a_waiting_message_is_some_lanes_to_take()
    {
        var actions = Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4].Array[0, 60]);
        actions.Sample((lanes, steps) =>
        {
            var queue = new ClaimedQueue(lanes);
            var held = new int[lanes];
            var waiting = 0;
            foreach (var step in steps)
            {
                if (step == 0)
                {
                    queue.Add([Message("m")]);
                    waiting++;
                }
                else if (held[step % lanes] > 0)
                {
                    queue.Ended(step % lanes);
                    held[step % lanes]--;
                }

                if (waiting > 0 && step % 2 == 0)
                {
                    var fewest = Array.IndexOf(held, held.Min());
                    if (!queue.TakeAsync(fewest).AsTask().IsCompleted)
                        return false;
                    held[fewest]++;
                    waiting--;
                }
            }

            return queue.InFlight == waiting + held.Sum();
        });
    }

    [Fact]
    public async Task After_the_last_message_every_lane_hears_that_no_more_come()
    {
        var queue = new ClaimedQueue(2);
        var waiting = queue.TakeAsync(1).AsTask();
        queue.Complete();
        Assert.Null(await waiting);
        Assert.Null(await queue.TakeAsync(0));
    }

    private static ClaimedMessage Message(string id) =>
        new(default, new NewMessage { Id = id, FlowVersion = 1, Run = "r", Thread = "t", Address = new StepAddress("f", "s"), Content = "{}"u8.ToArray() }, Attempt: 1, Rebounds: 0, DateTimeOffset.UnixEpoch);
}
