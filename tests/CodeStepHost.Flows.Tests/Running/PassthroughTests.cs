using System.Text;
using System.Text.Json.Nodes;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using CsCheck;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>Messages that carry what the steps that they came through emitted.</summary>
public sealed class PassthroughTests
{
    private const string OfTrigger = """{"body":1,"headers":{}}""";

    private static readonly PassthroughPolicy All = new(Steps: null);

    [Fact]
    public async Task A_message_carries_what_each_step_on_its_way_emitted_and_the_trigger_too()
    {
        var (bed, seen) = await BedAsync(All, StepBodies.Emit(Data("""{"body":{"a":1},"headers":{"h":"x"},"query":{"q":1}}""")));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(
            With("""{"body":{"a":1},"headers":{"h":"x"},"query":{"q":1},"passthrough":{"trigger":$1,"first":{"body":{"a":1},"headers":{"h":"x"},"query":{"q":1}}}}"""),
            Assert.Single(seen));
    }

    [Fact]
    public async Task Without_the_setting_a_message_is_what_its_step_emitted()
    {
        var (bed, seen) = await BedAsync(policy: null, StepBodies.Emit(Data("""{"body":2,"headers":{},"passthrough":{"mine":1}}""")));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal("""{"body":2,"headers":{},"passthrough":{"mine":1}}""", Assert.Single(seen));
    }

    [Theory]
    [InlineData("""{"passthrough":{"trigger":{"body":"forged"},"other":{"body":1}},"body":2,"headers":{}}""")]
    [InlineData("""{"body":2,"pass\u0074hrough":null,"headers":{}}""")]
    [InlineData("""{"body":2,"headers":{},"passthrough":1,"passthrough":[]}""")]
    [InlineData("""{"body":2,"headers":{}}""")]
    public async Task A_step_can_neither_forge_nor_lose_what_its_messages_carry(string emitted)
    {
        var (bed, seen) = await BedAsync(All, StepBodies.Emit(Data(emitted)));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(With("""{"body":2,"headers":{},"passthrough":{"trigger":$1,"first":{"body":2,"headers":{}}}}"""), Assert.Single(seen));
    }

    [Fact]
    public async Task Of_listed_steps_only_the_outputs_are_carried()
    {
        var (bed, seen) = await BedAsync(new PassthroughPolicy(["trigger"]), StepBodies.Emit(Data("""{"body":2,"headers":{}}""")));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(With("""{"body":2,"headers":{},"passthrough":{"trigger":$1}}"""), Assert.Single(seen));
    }

    [Fact]
    public async Task A_rebounded_and_a_retried_message_carry_what_they_came_with()
    {
        var fails = true;
        var (bed, seen) = await BedAsync(All, (execution, stop) => fails ? (execution.Claimed.Rebounds == 0 ? StepBodies.Rebound : StepBodies.FailSelect)(execution, stop) : StepBodies.Pass(execution, stop));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(async () => (await bed.ParkedAsync()).Count == 1);
        bed.Time.Advance(TimeSpan.FromMinutes(2));
        await bed.UntilAsync(async () => (await bed.ErrorsAsync()).Count == 1);
        fails = false;
        await bed.Store.RetryAsync(new RetryRequest([(await bed.ErrorsAsync())[0].Id]), bed.Time.GetUtcNow(), CancellationToken.None);
        await bed.UntilAsync(() => Task.FromResult(!seen.IsEmpty));
        var carried = JsonNode.Parse(Assert.Single(seen))!["passthrough"]!;
        Assert.Equal(["trigger", "first"], carried.AsObject().Select(step => step.Key));
        Assert.Equal(OfTrigger, carried["trigger"]!.ToJsonString());
        Assert.Equal("""{"retry":true}""", carried["first"]!["headers"]!.ToJsonString());
    }

    [Fact]
    public async Task An_Error_Handling_step_is_told_what_the_failed_message_carried()
    {
        var (bed, seen) = await BedAsync(All, StepBodies.FailSelect, onError: "second");
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(With("""{"trigger":$1}"""), JsonNode.Parse(Assert.Single(seen))!["body"]!["errorInput"]!["passthrough"]!.ToJsonString());
    }

    [Fact]
    public async Task A_message_of_a_step_to_itself_carries_what_the_one_before_it_did()
    {
        var (bed, seen) = await BedAsync(All, async (execution, stop) =>
        {
            var isFirst = BodyOf(execution) == "1";
            await execution.Emissions.EmitAsync(isFirst ? new Emission.WakeUp(DateTimeOffset.UnixEpoch, Content("woken")) : Data("""{"body":2,"headers":{}}"""), stop);
            return new ComponentEnd.Completed();
        });
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilAsync(() => Task.FromResult(!seen.IsEmpty));
        Assert.Equal(With("""{"body":2,"headers":{},"passthrough":{"trigger":$1,"first":{"body":2,"headers":{}}}}"""), Assert.Single(seen));
    }

    [Fact]
    public async Task Many_emissions_that_are_staged_carry_it_too()
    {
        var emissions = Enumerable.Range(0, 1500).Select(Emission (number) => new Emission.Data(Content(number))).ToArray();
        var (bed, seen) = await BedAsync(All, StepBodies.Emit(emissions));
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal(
            Enumerable.Range(0, 1500).Select(number => With("""{"body":$2,"headers":{},"passthrough":{"trigger":$1,"first":{"body":$2,"headers":{}}}}""", number)),
            seen);
    }

    [Fact]
    public async Task A_message_that_is_too_large_by_what_it_carries_fails_in_words_of_its_own()
    {
        var (bed, seen) = await BedAsync(All, EmitWithin(600), limit: 1000);
        await using var _ = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Empty(seen);
        var error = Assert.Single(await bed.ErrorsAsync()).Error;
        Assert.Equal(ErrorCodes.MessageLimit, error.Code);
        Assert.Equal("Outgoing message size 1307, of which 668 are passthrough, exceeds limit of 1000 (limits.message of step 'first' in flow.yaml); `passthrough: [<step>, …]` of the flow carries less.", error.Message);
    }

    [Fact]
    public async Task A_message_that_is_too_large_by_itself_is_told_so()
    {
        var (bed, _) = await BedAsync(All, EmitWithin(1200), limit: 1000);
        await using var closing = bed;
        await bed.SendAsync("f", 1);
        bed.Start();
        await bed.UntilIdleAsync();
        Assert.Equal("Outgoing message size 1224 exceeds limit of 1000 (limits.message of step 'first' in flow.yaml).", Assert.Single(await bed.ErrorsAsync()).Error.Message);
    }

    [Fact]
    public void Whatever_a_message_is_its_other_members_keep_their_bytes()
    {
        var value = OneOf("1", "1.10", "\"a\\\"b}\"", "null", "{\"passthrough\":{\"x\":[{}]}}", "[ 1 , 2 ]", "\"\\ud800\"");
        var name = OneOf("body", "headers", "a b", "pass\\\"through", "\\ud800abcdefghijk", "passthrough", "pass\\u0074hrough");
        var space = OneOf("", " ", "\n\t");
        Gen.Select(Gen.Select(name, value, space).Array[0, 5], Gen.Select(name, value, space).Array[0, 5]).Sample((sent, came) =>
        {
            var leaving = Text(new Passthrough(All, Bytes(Json(came))).Leaving("step", Bytes(Json(sent))));
            var kept = sent.Where(member => !IsPassthrough(member.Item1)).Select(Member).ToList();
            Assert.StartsWith("{" + string.Join(",", kept), Squeezed(leaving));
            Assert.EndsWith("\"step\":{" + string.Join(",", kept) + "}}}", Squeezed(leaving));
            using var json = System.Text.Json.JsonDocument.Parse(leaving);
        });

        static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
        static bool IsPassthrough(string name) => name is "passthrough" or "pass\\u0074hrough";
        static string Member((string, string, string) member) => $"\"{member.Item1}\":{Squeezed(member.Item2)}";
        static string Json((string, string, string)[] members) => "{" + string.Join(",", members.Select(member => $"{member.Item3}\"{member.Item1}\"{member.Item3}:{member.Item3}{member.Item2}{member.Item3}")) + "}";
        static string Squeezed(string json) => json.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).Replace("\"ab\"", "\"a b\"", StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_a_thousand_levels_deep_is_passed_on()
    {
        var body = new string('[', 1000) + new string(']', 1000);
        Assert.Equal(With("""{"body":$2,"passthrough":{"step":{"body":$2}}}""", body), Text(new Passthrough(All, default).Leaving("step", Bytes($$"""{"body":{{body}}}"""))));
    }

    [Fact]
    public void What_a_message_carries_of_the_step_itself_is_replaced() =>
        Assert.Equal(
            """{"body":2,"passthrough":{"a":{"body":0},"step":{"body":2}}}""",
            Text(new Passthrough(All, Bytes("""{"body":1,"passthrough":{"step":{"body":1},"a":{"body":0}}}""")).Leaving("step", Bytes("""{"body":2}"""))));

    /// <summary>A text with what the trigger emitted, and another value, put in.</summary>
    private static string With(string json, object? value = null) => json.Replace("$1", OfTrigger, StringComparison.Ordinal).Replace("$2", $"{value}", StringComparison.Ordinal);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Emission.Data Data(string content) => new(Bytes(content));

    /// <summary>Emits a text of that length, and ends as a step does whose message was refused.</summary>
    private static StepBody EmitWithin(int length) => async (execution, stop) =>
        await execution.Emissions.EmitAsync(new Emission.Data(Content(new string('x', length))), stop) is { } broken ? new ComponentEnd.LimitExceeded(broken) : new ComponentEnd.Completed();

    /// <summary>A trigger, a step with that body, and one that notes what it gets.</summary>
    private static async Task<(FlowTestBed Bed, System.Collections.Concurrent.ConcurrentQueue<string> Seen)> BedAsync(PassthroughPolicy? policy, StepBody first, string? onError = null, int? limit = null)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var bed = new FlowTestBed { Passthrough = policy };
        bed.On("first", first).On("second", (execution, _) =>
        {
            seen.Enqueue(Text(execution.Claimed.Message.Content));
            return StepBodies.Ended();
        });
        var step = Step("first", "second") with { OnError = onError };
        if (limit is { } bytes)
            step = step with { Limits = step.Limits with { MessageBytes = bytes } };
        await bed.WithFlowAsync("f", step, Step("second"));
        return (bed, seen);
    }
}
