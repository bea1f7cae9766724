using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using static CodeStepHost.Flows.Tests.Running.FlowTestBed;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>What is told of an execution holds no secret: neither the host's, nor one that a step of the flow names, nor one of the step's stored credential.</summary>
public sealed class ToldSecretsTests
{
    [Fact]
    public async Task Logs_errors_rebounds_and_recordings_know_the_same_secrets()
    {
        const string all = "host-secret step-secret credential-secret aG9zdC1zZWNyZXQ= https://a.example/?k=step-secret";
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor(known: [new KnownSecret("HOST", "host-secret")]), step => step.Name == "trigger" ? [new KnownSecret("STEP", "step-secret")] : []) };
        bed.Store.Steps[new Messages.StepAddress("f", "work")] = new InMemoryStep { Keys = """{"key":"credential-secret"}"""u8.ToArray() };
        await bed.WithFlowAsync("f", Step("work"));
        bed.On("work", (execution, _) =>
        {
            execution.Emissions.Log(StepLogLevel.Info, all);
            execution.Emissions.Called(new HttpExchange("GET", "https://a.example/", 200, [new("x", all)], Convert.ToBase64String(Encoding.UTF8.GetBytes(all)), null));
            return BodyOf(execution) == "1"
                ? Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(new StepError("Error", all) { Stack = all, Details = new Dictionary<string, string> { ["d"] = all }, Cause = new StepError("Error", all) }))
                : ReboundAsync(execution);
        });
        await bed.Start().SendAsync("f", 1, 2);
        await bed.UntilIdleAsync();
        await bed.UntilAsync(() => Task.FromResult(bed.Store.Logs.Count == 2));

        const string told = "<redacted:HOST> <redacted:STEP> <redacted:key> <redacted:HOST> https://a.example/?k=<redacted:STEP>";
        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal([told, told, told, told], [error.Error.Message, error.Error.Stack, error.Error.Details!["d"], error.Error.Cause!.Message]);
        Assert.Equal(told, Assert.Single(await bed.ParkedAsync()).Reason);
        Assert.All(bed.Store.Logs, line => Assert.Equal(told, line.Text));
        var recording = Text(await bed.Store.RecordingAsync(error.Id, CancellationToken.None));
        Assert.Contains($"\"headers\":{{\"x\":\"{told}\"}},\"body\":\"{told}\"", recording, StringComparison.Ordinal);
        Assert.DoesNotContain("-secret", recording, StringComparison.Ordinal);

        static async Task<ComponentEnd> ReboundAsync(StepExecution execution)
        {
            await execution.Emissions.EmitAsync(new Emission.Rebound(all), CancellationToken.None);
            return new ComponentEnd.Completed();
        }
    }

    [Fact]
    public async Task Names_codes_and_labels_of_errors_hold_no_secret_and_are_one_line_each()
    {
        var placeholder = new SecretPlaceholders([1]).Of("SHOP");
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor(known: [new KnownSecret("HOST", "host-secret")])) };
        await bed.WithFlowAsync("f", Step("work"));
        bed.On("work", (_, _) => Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(new StepError($"host-secret\r\nERROR forged\u001b[2J\u2028{placeholder}", "m")
        {
            Code = $"E host-secret {placeholder}\n" + new string('x', 300),
            Details = new Dictionary<string, string> { ["a host-secret"] = "1", ["a <redacted:HOST>"] = "2" },
            Cause = new StepError("host-secret", "m") { Code = "token=abcdefg" },
        })));
        await bed.Start().SendAsync("f", 1);
        await bed.UntilIdleAsync();

        var error = Assert.Single(await bed.ErrorsAsync()).Error;
        Assert.Equal("<redacted:HOST> ERROR forged [2J ${secret.SHOP}", error.Name);
        Assert.Equal("E <redacted:HOST> ${secret.SHOP} " + new string('x', 200 - 33) + "…", error.Code);
        Assert.Equal(["a <redacted:HOST>=1", "a <redacted:HOST> (2)=2"], error.Details!.Select(detail => $"{detail.Key}={detail.Value}"));
        Assert.Equal(("<redacted:HOST>", "token=<redacted:token>"), (error.Cause!.Name, error.Cause.Code));
    }

    [Fact]
    public async Task Halves_of_pairs_in_messages_errors_and_lines_keep_nothing_from_being_told()
    {
        const string json = """{"a":"\ud800","token":"abc\udc00def"}""";
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor()) };
        bed.Store.Steps[new Messages.StepAddress("f", "work")] = new InMemoryStep { Keys = Encoding.UTF8.GetBytes(json) };
        await bed.WithFlowAsync("f", Step("work") with { OnError = "handler" }, Step("handler"));
        bed.On("work", (execution, _) =>
        {
            execution.Emissions.Log(StepLogLevel.Info, json + "\ud800");
            return Task.FromResult<ComponentEnd>(new ComponentEnd.Threw(new StepError("Error", json)));
        });
        bed.On("handler", (_, _) => Task.FromResult<ComponentEnd>(new ComponentEnd.Completed()));
        await bed.Start().SendAsync("f", Encoding.UTF8.GetBytes($$"""{"body":{{json}},"headers":{} }"""));
        await bed.UntilIdleAsync();

        var error = Assert.Single(await bed.ErrorsAsync());
        Assert.Equal("""{"a":"\ud800","token":"<redacted:token>"}""", error.Error.Message);
        Assert.False((await bed.Store.RecordingAsync(error.Id, CancellationToken.None)).IsEmpty);
    }

    [Fact]
    public async Task A_line_of_secrets_stays_as_long_as_lines_are()
    {
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor(known: [new KnownSecret(new string('N', 60), "pa55")])) };
        await bed.WithFlowAsync("f", Step("work"));
        bed.On("work", (execution, _) =>
        {
            execution.Emissions.Log(StepLogLevel.Info, string.Join(' ', Enumerable.Repeat("pa55", 3000)));
            return Task.FromResult<ComponentEnd>(new ComponentEnd.Completed());
        });
        await bed.Start().SendAsync("f", 1);
        await bed.UntilIdleAsync();
        await bed.UntilAsync(() => Task.FromResult(bed.Store.Logs.Count == 1));

        var text = Assert.Single(bed.Store.Logs).Text;
        Assert.Equal((16 << 10) + 1, text.Length);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_whose_outcome_the_host_fails_is_an_error_and_the_next_ones_go_on()
    {
        await using var bed = new FlowTestBed { Redactors = new FlowRedactors(new Redactor()) };
        await bed.WithFlowAsync("f", Step("work"));
        var runs = 0;
        bed.On("work", (execution, _) =>
        {
            Interlocked.Increment(ref runs);

            // No component may say this: what comes of it is a fault of the host.
            return Task.FromResult<ComponentEnd>(BodyOf(execution) == "1" ? new ComponentEnd.Threw(new StepError("Error", null!)) : new ComponentEnd.Completed());
        });
        await bed.Start().SendAsync("f", 1, 2);
        await bed.UntilIdleAsync();

        var error = Assert.Single(await bed.ErrorsAsync()).Error;
        Assert.Equal(("HostError", ErrorCodes.HostFailed), (error.Name, error.Code));
        Assert.Contains("The host's log has the reason", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, runs);
    }
}
