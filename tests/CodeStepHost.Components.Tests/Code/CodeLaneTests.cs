using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Messages on their way through a script process: their order, how many at once, and what comes of them.</summary>
public sealed class CodeLaneTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Emissions_arrive_in_the_order_in_which_the_script_made_them()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions();
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        var (number, request) = await child.NextAsync();

        await child.EmitAsync(number, """{"body":1}""", id: "mine");
        await child.EmitAsync(number, """{"n":1}""", EmitEvent.Snapshot);
        await child.EmitAsync(number, """{"name":"TypeError","message":"bad\u0007","line":3}""", EmitEvent.Error);
        await child.LogAsync(number, LogLevelByte.Warn, "careful\u001b[31m");
        await child.EmitAsync(number, """{"statusCode":201}""", EmitEvent.HttpReply);
        await child.EmitAsync(number, """{"name":"Error","message":"later"}""", EmitEvent.Rebound);
        await child.EmitAsync(number, """{"token":"t"}""", EmitEvent.UpdateKeys);
        await child.EndAsync(number);

        Assert.IsType<ComponentEnd.Completed>(await end);
        Assert.Equal("m1", request.MessageId);
        Assert.Equal(7UL, request.Seed);
        Assert.Collection(
            emissions.All,
            e => Assert.Equal("mine", Assert.IsType<Emission.Data>(e).Id),
            e => Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(Assert.IsType<Emission.Snapshot>(e).Value.Span)),
            e =>
            {
                var error = Assert.IsType<Emission.Error>(e).Value;
                Assert.Equal(("TypeError", "bad", 3), (error.Name, error.Message, error.Line));
            },
            e => Assert.Equal("later", Assert.IsType<Emission.Rebound>(e).Reason),
            e => Assert.IsType<Emission.UpdateKeys>(e));
        Assert.Equal([(StepLogLevel.Warn, "careful[31m")], emissions.Logs);
        Assert.Equal(["""{"statusCode":201}"""], emissions.Replies);
    }

    [Fact]
    public async Task As_many_messages_as_the_depth_are_on_their_way_before_the_first_has_ended()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        Assert.Equal(CodeComponent.DefaultDepth, lane.Depth);

        var ends = Enumerable.Range(0, lane.Depth).Select(i => lane.RunAsync(CodeStage.Message(new RecordingEmissions(), $"m{i}"), None)).ToList();
        var child = await stage.ChildAsync();
        var numbers = new List<uint>();
        for (var i = 0; i < lane.Depth; i++)
        {
            var (number, request) = await child.NextAsync();
            Assert.Equal($"m{i}", request.MessageId);
            numbers.Add(number);
        }

        foreach (var number in numbers)
            await child.EndAsync(number);
        Assert.All(await Task.WhenAll(ends), end => Assert.IsType<ComponentEnd.Completed>(end));
    }

    [Fact]
    public async Task A_large_message_waits_until_nothing_else_is_on_its_way()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var large = $$"""{"body":"{{new string('x', 9 << 20)}}"}""";
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "large", large), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "small"), None);
        var child = await stage.ChildAsync();

        var (number, request) = await child.NextAsync();
        Assert.Equal(large.Length, request.Content.Length);
        await child.LogAsync(number, LogLevelByte.Info, "at work");
        await child.EndAsync(number);
        await first;
        (number, request) = await child.NextAsync();
        Assert.Equal("small", request.MessageId);
        await child.EndAsync(number);
        await second;
    }

    [Fact]
    public async Task A_step_that_uses_its_snapshot_takes_one_message_at_a_time()
    {
        await using var stage = new CodeStage { OnPrepare = _ => new PreparedScript("run", UsesSnapshot: true, []) };
        await using var lane = await stage.OpenAsync();
        Assert.True(lane.UsesSnapshot);
        Assert.Equal(1, lane.Depth);
    }

    [Fact]
    public async Task What_a_script_throws_ends_its_message_with_the_script_s_own_error()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EndAsync(number, new EndedPayload("threw", new ScriptFailure("RangeError", "too much", "at step.js:4:2", "E1", 503, new ScriptFailure("Error", "root"), "step.js", 4, 2)));

        var error = Assert.IsType<ComponentEnd.Threw>(await end).Error;
        Assert.Equal(("RangeError", "too much", "E1", 503, "step.js", 4, 2), (error.Name, error.Message, error.Code, error.StatusCode, error.File, error.Line, error.Column));
        Assert.Equal("root", error.Cause!.Message);
    }

    [Fact]
    public async Task An_http_call_of_a_script_is_answered_while_it_runs()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        var call = new HttpCall(5, "GET", "http://169.254.169.254/latest", [], null, null);
        await child.SendAsync(FrameType.HttpRequest, number, JsonSerializer.SerializeToUtf8Bytes(call, FrameJson.Default.HttpCall));

        var (header, payload) = await child.NextFrameAsync();
        Assert.Equal((FrameType.HttpResponse, number), (header.Type, header.Number));
        var answer = JsonSerializer.Deserialize(payload, FrameJson.Default.HttpAnswer)!;
        Assert.Equal(5, answer.Call);
        Assert.Equal(ErrorCodes.EgressRefused, answer.Error!.Code);
        await child.EndAsync(number);
        await end;
    }
}
