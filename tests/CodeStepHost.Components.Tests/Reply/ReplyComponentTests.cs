using CodeStepHost.Components.Reply;
using CodeStepHost.Components.Tests.Database;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Reply;

public class ReplyComponentTests
{
    private const string Message = """{"body": {"n": 1.0}, "headers": {"a": "b"}}""";

    [Theory]
    [InlineData("{}", """{"statusCode":200,"body":{"n": 1.0},"headers":{}}""")]
    [InlineData("""{"status": 404, "headers": {"x-a": "1"}, "body": "gone"}""", """{"statusCode":404,"body":"gone","headers":{"x-a":"1"}}""")]
    public async Task The_waiting_caller_is_answered_and_the_message_passes_on(string config, string reply)
    {
        var emissions = new RecordingEmissions();
        Assert.IsType<ComponentEnd.Completed>(await RunAsync(config, emissions, replyTo: "caller"));
        Assert.Equal([reply], emissions.Replies);
        Assert.Equal([Message], emissions.Data);
        Assert.Empty(emissions.Warnings);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("caller")]
    public async Task A_message_that_nobody_waits_for_is_logged_and_passes_on(string? replyTo)
    {
        var emissions = new RecordingEmissions { SomebodyWaits = false };
        Assert.IsType<ComponentEnd.Completed>(await RunAsync("{}", emissions, replyTo));
        Assert.Single(emissions.Warnings);
        Assert.Equal([Message], emissions.Data);
    }

    [Theory]
    [InlineData("""{"status": 99}""", "config.status must be a whole number from 200 to 599.")]
    [InlineData("""{"status": "200"}""", "config.status must be a whole number from 200 to 599.")]
    [InlineData("""{"headers": {"a": 1}}""", "config.headers must be names with texts.")]
    [InlineData("""{"headers": {"a b": "1"}}""", "config.headers cannot be sent: the header name 'a b' has a space; names are letters, digits and hyphens.")]
    [InlineData("""{"code": 200}""", "config.code is not a setting of reply; settings are status, headers, body.")]
    public async Task A_wrong_setting_fails_each_message(string config, string problem)
    {
        var end = await RunAsync(config, new RecordingEmissions(), replyTo: "caller");
        var error = Assert.IsType<ComponentEnd.Threw>(end).Error;
        Assert.Equal((ErrorCodes.StepConfig, $"Step 'step': {problem}"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("""{"body": "half \ud83d of it", "headers": {}}""", "The reply cannot be sent: the body is a text with half a surrogate pair, which no encoding has; a text was cut in the middle of a character.")]
    public async Task A_body_that_cannot_be_sent_fails_its_message(string message, string problem)
    {
        var emissions = new RecordingEmissions();
        var error = Assert.IsType<ComponentEnd.Threw>(await RunAsync("{}", emissions, "caller", message)).Error;
        Assert.Equal(("reply.value", problem), (error.Code, error.Message));
        Assert.Empty(emissions.Replies);
    }

    private static Task<ComponentEnd> RunAsync(string config, RecordingEmissions emissions, string? replyTo, string message = Message) =>
        StepRuns.RunMessageAsync(new ReplyComponent(), StepRuns.Step("reply", config), message, emissions, replyTo);
}
