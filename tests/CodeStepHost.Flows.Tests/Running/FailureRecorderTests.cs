using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Redacting;
using CodeStepHost.Flows.Running;
using CodeStepHost.Flows.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Flows.Tests.Running;

/// <summary>What of a failed execution is kept, and what is not.</summary>
public sealed class FailureRecorderTests
{
    private static readonly StepDefinition Step = new() { Name = "s", Uses = StepKinds.Code, Config = """{"apiKey":"key-123456"}""" };

    [Fact]
    public async Task A_recording_is_a_test_s_input_without_its_message_and_without_secrets()
    {
        var text = await RecordAsync("""{"seen":1}""",
            Call("http://127.0.0.1:5/hooks/shop?k=key-123456", "{\"token\":\"abcdefgh\",\"n\":1.50}"),
            Call("http://127.0.0.1:50/a", "plain"),
            Call("https://a.example/bytes", null) with { Body = Convert.ToBase64String([0xff, 0xfe]) },
            new HttpExchange("GET", "https://a.example/?t=abcdefgh", 0, [], null, new StepError("Error", "no answer") { Code = "ETIMEDOUT" }));

        Assert.Equal("""{"clock":"2026-01-01T00:00:00.0000000Z","seed":9,"rebounds":3,"caller":false,"snapshot":{"seen":1},"http":[{"request":{"method":"POST","url":"${host.url}/hooks/shop?k=<redacted:apiKey>"},"response":{"status":200,"headers":{"content-type":"x"},"body":{"token":"<redacted:token>","n":1.50}}},{"request":{"method":"POST","url":"http://127.0.0.1:50/a"},"response":{"status":200,"headers":{"content-type":"x"},"body":"plain"}},{"request":{"method":"POST","url":"https://a.example/bytes"},"response":{"status":200,"headers":{"content-type":"x"},"bodyBase64":"//4="}},{"request":{"method":"GET","url":"https://a.example/?t=<redacted:token>"},"error":{"code":"ETIMEDOUT","message":"no answer"}}]}""", text);
    }

    [Fact]
    public async Task What_does_not_fit_is_left_out_from_the_first_answer_on_that_does_not_and_is_said()
    {
        var large = new string('x', FailureRecorder.MostHttpBytes / 2);

        var text = await RecordAsync($"\"{new string('s', 100_000)}\"", Call("https://a.example/1", large), Call("https://a.example/2", large), Call("https://a.example/3", "small"));

        Assert.Contains("""leftOut":["the snapshot of 100002 bytes","2 HTTP answers"]""", text, StringComparison.Ordinal);
        Assert.Contains("https://a.example/1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://a.example/3", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, FailureRecorder.MostBytes);
    }

    [Fact]
    public async Task A_snapshot_that_fits_is_kept_whole() =>
        Assert.Contains(new string('s', 64_000), await RecordAsync($"\"{new string('s', 64_000)}\""), StringComparison.Ordinal);

    [Fact]
    public async Task A_secret_that_the_step_names_is_not_kept_wherever_it_comes_back()
    {
        var text = await RecordAsync("null", Call("https://a.example/tok-4711", "you sent tok-4711"));
        Assert.Contains("you sent <redacted:SHOP_TOKEN>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tok-4711", text, StringComparison.Ordinal);
    }

    private static HttpExchange Call(string url, string? body) =>
        new("POST", url, 200, [new("content-type", "x")], body is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), null);

    private static async Task<string> RecordAsync(string snapshot, params HttpExchange[] calls)
    {
        var message = new NewMessage { Id = "m", Address = new StepAddress("f", "s"), FlowVersion = 1, Run = "r", Thread = "t", Content = """{"body":{},"headers":{}}"""u8.ToArray() };
        var claimed = new ClaimedMessage(new ClaimToken(1, 1), message, 1, 3, DateTimeOffset.UnixEpoch);
        await using var store = new InMemoryFlowStore();
        await using var logs = new StepLogWriter(store, NullLogger<StepLogWriter>.Instance);
        var emissions = new EmissionBuffer(claimed, Step, store, logs, new ReplyDesk(), TimeProvider.System);
        foreach (var call in calls)
            emissions.Called(call);
        var execution = new StepExecution(claimed, Encoding.UTF8.GetBytes(snapshot), default, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 9, emissions);
        var (kept, leftOut) = emissions.Calls();
        return Encoding.UTF8.GetString(new FailureRecorder(() => new Uri("http://127.0.0.1:5/")).Record(execution, Step, kept, leftOut, new FlowRedactors(new Redactor(), _ => [new KnownSecret("SHOP_TOKEN", "tok-4711")]).Of(new FlowDefinition { Name = "f", Steps = [Step] })));
    }
}
