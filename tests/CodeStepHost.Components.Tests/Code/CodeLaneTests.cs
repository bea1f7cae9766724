using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Tests.Code;

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
    public async Task The_message_at_work_at_the_deadline_is_killed_and_the_others_run_in_another_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var emissions = new[] { new RecordingEmissions(), new RecordingEmissions(), new RecordingEmissions() };
        var ends = emissions.Select((e, i) => lane.RunAsync(CodeStage.Message(e, $"m{i}"), None)).ToList();
        var child = await stage.ChildAsync();
        var (first, _) = await child.NextAsync();
        var (second, _) = await child.NextAsync();
        await child.NextAsync();

        stage.Time.Advance(TimeSpan.FromSeconds(9));
        await child.EndAsync(first);
        await ends[0];
        await child.EmitAsync(second, """{"body":1}""");
        await emissions[1].AnyAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(child.IsGone);
        stage.Time.Advance(TimeSpan.FromSeconds(2));

        var error = Assert.IsType<ComponentEnd.LimitExceeded>(await ends[1]).Error;
        Assert.Equal(ErrorCodes.TimeLimit, error.Code);
        Assert.Equal("The script ran for 11 s and was ended; it may run for 10 s (limits.time of step 'map' in flow.yaml).", error.Message);
        Assert.True(child.IsGone);

        var next = await stage.ChildAsync();
        var (number, request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EmitAsync(number, """{"body":2}""");
        await next.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await ends[2]);
        Assert.Single(emissions[2].All);
    }

    [Fact]
    public async Task A_limit_that_the_process_noticed_itself_replaces_it()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EndAsync(number, new EndedPayload("limit", new ScriptFailure("TimeoutError", "slow", Code: "limit.time")));

        Assert.Equal("The script ran for 0 s and was ended; it may run for 60 s (limits.time of step 'map' in flow.yaml).", Assert.IsType<ComponentEnd.LimitExceeded>(await first).Error.Message);
        Assert.True(child.IsGone);
        var next = await stage.ChildAsync();
        (number, var request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EndAsync(number);
        await second;
    }

    [Fact]
    public async Task A_message_that_has_shown_a_sign_is_blamed_for_the_death_of_its_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.LogAsync(number, LogLevelByte.Info, "begun");
        child.Die(134, "Stack overflow.\n at step");

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await first).Error;
        Assert.Equal(ErrorCodes.SandboxLost, error.Code);
        Assert.Contains("stack overflow (exit code 134)", error.Message, StringComparison.Ordinal);
        Assert.Equal("Stack overflow.\n at step", error.Details!["stderr"]);

        var next = await stage.ChildAsync();
        (number, var request) = await next.NextAsync();
        Assert.Equal("m2", request.MessageId);
        await next.EndAsync(number);
        await second;
    }

    [Fact]
    public async Task When_it_is_in_doubt_who_took_the_process_down_each_runs_once_more_alone()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var third = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m3"), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.NextAsync();
        await child.NextAsync();
        child.Die(139);

        child = await stage.ChildAsync();
        var (number, request) = await child.NextAsync();
        Assert.Equal("m1", request.MessageId);
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await first);
        (_, request) = await child.NextAsync();
        Assert.Equal("m2", request.MessageId);
        child.Die(139);
        Assert.Contains("exit code 139", Assert.IsType<ComponentEnd.SandboxLost>(await second).Error.Message, StringComparison.Ordinal);

        child = await stage.ChildAsync();
        (number, request) = await child.NextAsync();
        Assert.Equal("m3", request.MessageId);
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await third);
    }

    [Fact]
    public async Task When_it_is_in_doubt_who_is_at_work_at_the_deadline_each_runs_once_more_alone()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.NextAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(11));

        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await first);
        await child.NextAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.IsType<ComponentEnd.LimitExceeded>(await second);
    }

    [Theory]
    [InlineData(71, "The script process ran out of memory.", ErrorCodes.MemoryLimit, "needed more than 256 MiB")]
    [InlineData(134, "Out of memory.", ErrorCodes.MemoryLimit, "limits.memory of step 'map'")]
    [InlineData(159, "", ErrorCodes.ForbiddenCall, "a system call that only a break-out makes, and was ended at once (exit code 159)")]
    [InlineData(72, "No Landlock.", ErrorCodes.NotConfined, "it could not be confined")]
    [InlineData(0, "", ErrorCodes.SandboxLost, "ended by itself (exit code 0)")]
    public async Task The_exit_code_is_told_in_words(int exitCode, string lastWords, string code, string words)
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(exitCode, lastWords);

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_run_once_more_when_somebody_else_killed_its_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(137);
        child = await stage.ChildAsync();
        await child.NextAsync();
        child.Die(137);
        Assert.Contains("killed from outside", Assert.IsType<ComponentEnd.SandboxLost>(await end).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_dies_between_messages_harms_none()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        await end;
        child.Die(139);
        await AllGoneAsync(stage);

        end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await end);
    }

    [Theory]
    [InlineData("FFFFFFFF2301000000", "announces 4294967295 bytes")]
    [InlineData("000010002401000000", "announces 1048576 bytes")]
    [InlineData("000000006301000000", "type 99 is unknown")]
    [InlineData("000000000201000000", "only the host sends those")]
    [InlineData("000000002609000000", "never sent")]
    [InlineData("000000002301000000", "needs at least 9")]
    [InlineData("010000002601000000" + "7B", "no proper frame")]
    [InlineData("000000002000000000", "second ready")]
    [InlineData("000000002107000000", "not asked for")]
    public async Task A_process_that_sends_what_is_no_proper_frame_is_killed(string bytes, string words)
    {
        // The length of the second is refused for a log line, though an emission may be that long: one byte more than allowed.
        bytes = bytes == "000010002401000000" ? "010010002401000000" : bytes;
        words = words == "announces 1048576 bytes" ? "announces 1048577 bytes" : words;
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await child.SendBytesAsync(Convert.FromHexString(bytes));

        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.True(child.IsGone);
    }

    [Fact]
    public async Task A_frame_for_a_message_whose_turn_has_not_come_kills_the_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), None);
        var child = await stage.ChildAsync();
        var (one, _) = await child.NextAsync();
        var (two, _) = await child.NextAsync();
        await child.LogAsync(one, LogLevelByte.Info, "begun");
        await child.EmitAsync(two, """{"body":1}""");

        Assert.Contains("while execution 1 has not ended", Assert.IsType<ComponentEnd.SandboxLost>(await first).Error.Message, StringComparison.Ordinal);
        child = await stage.ChildAsync();
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await second);
    }

    [Fact]
    public async Task What_a_script_sends_after_its_message_has_ended_is_dropped()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions();
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EndAsync(number);
        await end;
        await child.EmitAsync(number, """{"body":"late"}""");
        end = lane.RunAsync(CodeStage.Message(emissions), None);
        await child.EndAsync((await child.NextAsync()).Number);
        Assert.IsType<ComponentEnd.Completed>(await end);
        Assert.Empty(emissions.All);
    }

    [Fact]
    public async Task While_the_host_keeps_an_emission_nothing_is_read_and_the_clock_stands_still()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync(CodeStage.Step(TimeSpan.FromSeconds(10)));
        var emissions = new HeldEmissions();
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        var (number, _) = await child.NextAsync();
        await child.EmitAsync(number, """{"body":1}""");
        await emissions.Awaited;

        // More than the pipe holds: the child has to wait.
        var blocked = child.EmitAsync(number, $$"""{"body":"{{new string('x', 1 << 20)}}"}""").AsTask();
        stage.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, emissions.Count);
        Assert.False(blocked.IsCompleted);
        Assert.False(child.IsGone);

        emissions.LetGo();
        await blocked;
        await child.EndAsync(number);
        Assert.IsType<ComponentEnd.Completed>(await end);
        Assert.Equal(2, emissions.Count);
    }

    [Fact]
    public async Task An_emission_over_a_limit_ends_the_message_and_the_process()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions { OnEmit = _ => new(new StepError("LimitError", "too many") { Code = ErrorCodes.EmissionsLimit }) };
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        await child.EmitAsync((await child.NextAsync()).Number, """{"body":1}""");

        Assert.Equal(ErrorCodes.EmissionsLimit, Assert.IsType<ComponentEnd.LimitExceeded>(await end).Error.Code);
        Assert.True(child.IsGone);
    }

    [Fact]
    public async Task A_failure_of_the_host_over_an_emission_is_thrown_as_it_is()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var emissions = new RecordingEmissions { OnEmit = _ => ValueTask.FromException<StepError?>(new IOException("disk full")) };
        var end = lane.RunAsync(CodeStage.Message(emissions), None);
        var child = await stage.ChildAsync();
        await child.EmitAsync((await child.NextAsync()).Number, """{"body":1}""");
        Assert.Equal("disk full", (await Assert.ThrowsAsync<IOException>(() => end)).Message);
    }

    [Fact]
    public async Task When_the_host_stops_all_messages_are_interrupted_and_the_process_is_killed()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        using var stopWork = new CancellationTokenSource();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1"), stopWork.Token);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2"), stopWork.Token);
        var child = await stage.ChildAsync();
        await child.NextAsync();
        await stopWork.CancelAsync();

        Assert.IsType<ComponentEnd.Interrupted>(await first);
        Assert.IsType<ComponentEnd.Interrupted>(await second);
        Assert.IsType<ComponentEnd.Interrupted>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), stopWork.Token));
        await child.Gone;
    }

    [Fact]
    public async Task A_rejected_script_fails_each_message_with_the_compiler_s_words_and_place()
    {
        await using var stage = new CodeStage
        {
            OnPrepare = _ => new PreparedScript(null, false, [new ScriptDiagnostic("error", "script.syntax", "Unexpected token ')'.", "step.js", 3, 14, "Close the bracket.")]),
        };
        var step = CodeStage.Step();
        await using var lane = await stage.Component.OpenLaneAsync(CodeStage.Flow(step), step, TestContext.Current.CancellationToken);
        var error = Assert.IsType<ComponentEnd.Threw>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None)).Error;
        Assert.Equal(ErrorCodes.ScriptRejected, error.Code);
        Assert.Equal("step.js:3:14: Unexpected token ')'. Close the bracket.", error.Message);
        Assert.Equal(("step.js", 3, 14), (error.File, error.Line, error.Column));
    }

    [Fact]
    public async Task A_script_that_is_not_in_the_folder_is_named()
    {
        await using var stage = new CodeStage();
        var step = CodeStage.Step(script: "money.js");
        var finding = Assert.Single(await stage.Component.ValidateAsync(CodeStage.Flow(step), step, TestContext.Current.CancellationToken));
        Assert.Equal("flow.yaml: The script 'money.js' of step 'map' is not in the flow folder. Did you mean 'lib/money.js'?", finding.ToString());
        Assert.Empty(stage.Children);
    }

    [Fact]
    public async Task A_script_whose_compilation_kills_its_process_is_tried_again_by_each_message_and_fails_it()
    {
        await using var stage = new CodeStage();
        stage.OnPrepare = _ =>
        {
            stage.Children[^1].Die(134, "Stack overflow.");
            return null;
        };
        await using var lane = await stage.OpenAsync();
        var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
        var error = Assert.IsType<ComponentEnd.SandboxLost>(await end).Error;
        Assert.Equal("The script's process ended while it compiled the script: stack overflow (exit code 134).", error.Message);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_fails_the_message_with_the_reason()
    {
        await using var stage = new CodeStage { OnStart = () => new SandboxException("no dotnet") };
        await using var lane = await stage.OpenAsync();
        var error = Assert.IsType<ComponentEnd.SandboxLost>(await lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None)).Error;
        Assert.Equal(("no dotnet", ErrorCodes.SandboxLost), (error.Message, error.Code));
    }

    [Fact]
    public async Task A_script_is_prepared_once_in_a_process_and_only_with_the_files_that_scripts_may_read()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var child = await stage.ChildAsync();
        for (var i = 0; i < 3; i++)
        {
            var end = lane.RunAsync(CodeStage.Message(new RecordingEmissions()), None);
            await child.EndAsync((await child.NextAsync()).Number);
            await end;
        }

        await using var other = await stage.OpenAsync();
        var request = Assert.Single(child.Prepares);
        Assert.Equal(["data.json", "lib/money.js", "step.js"], request.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("""{"rate":2}""", request.Config);
        Assert.Single(stage.Children);
    }

    [Fact]
    public async Task Stored_keys_are_laid_over_the_config_and_a_change_of_them_prepares_anew()
    {
        await using var stage = new CodeStage();
        await using var lane = await stage.OpenAsync();
        var first = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m1", keys: """{"token":"a"}"""), None);
        var second = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m2", keys: """{"token":"b"}"""), None);
        var third = lane.RunAsync(CodeStage.Message(new RecordingEmissions(), "m3", keys: "[]"), None);
        var child = await stage.ChildAsync();

        var (number, request) = await child.NextAsync();
        Assert.Equal("m1", request.MessageId);
        var script = request.Script;
        await child.EndAsync(number);
        await first;
        (number, request) = await child.NextAsync();
        Assert.Equal("m2", request.MessageId);
        Assert.NotEqual(script, request.Script);
        await child.EndAsync(number);
        await second;
        Assert.Equal(ErrorCodes.StepConfig, Assert.IsType<ComponentEnd.Threw>(await third).Error.Code);
        Assert.Equal(["""{"rate":2}""", """{"rate":2,"token":"a"}""", """{"rate":2,"token":"b"}"""], child.Prepares.Select(prepare => prepare.Config));
        Assert.Single(stage.Children);
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

    private static async Task AllGoneAsync(CodeStage stage)
    {
        while (stage.Pool.Status.Running > 0)
            await Task.Yield();
    }
}
