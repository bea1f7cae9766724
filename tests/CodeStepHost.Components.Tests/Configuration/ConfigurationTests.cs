using System.Text;
using CodeStepHost.Components.Configuration;
using CodeStepHost.Components.Tests.Code;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Configuration;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("""{"value":{"currency":"EUR","n":{"a":1.50}}}""", """{"sku":1,"currency":"USD"}""", """{"body":{"sku":1,"currency":"EUR","n":{"a":1.50}},"headers":{},"query":{"q":1}}""")]
    [InlineData("""{"value":{"currency":"EUR"},"as":"settings"}""", """{"sku":1}""", """{"body":{"sku":1,"settings":{"currency":"EUR"}},"headers":{},"query":{"q":1}}""")]
    [InlineData("""{"value":{}}""", """{"big":12345678901234567890}""", """{"body":{"big":12345678901234567890},"headers":{},"query":{"q":1}}""")]
    public async Task Each_body_gets_the_members_and_the_rest_stays(string config, string body, string emitted)
    {
        var (end, emissions) = await RunAsync(config, body);
        Assert.IsType<ComponentEnd.Completed>(end);
        Assert.Equal(emitted, Assert.Single(emissions.Data));
    }

    [Theory]
    [InlineData("""{"value":{}}""", "[1]", "configuration.body", "The step needs a message whose body is an object; this one's is of kind array.")]
    [InlineData("""{"value":1}""", "{}", "step.config", "Step 'constants': config.value must be a mapping.")]
    public async Task What_cannot_be_put_together_is_told(string config, string body, string code, string message)
    {
        var error = Assert.IsType<ComponentEnd.Threw>((await RunAsync(config, body)).End).Error;
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    private static async Task<(ComponentEnd End, RecordingEmissions Emissions)> RunAsync(string config, string body)
    {
        var step = new StepDefinition { Name = "constants", Uses = StepKinds.Configuration, Config = config };
        var emissions = new RecordingEmissions();
        await using var lane = await new ConfigurationComponent().OpenLaneAsync(CodeStage.Flow(step), step, TestContext.Current.CancellationToken);
        return (await lane.RunAsync(CodeStage.Message(emissions, content: "{\"id\":\"m\",\"body\":" + body + ",\"headers\":{},\"query\":{\"q\":1}}"), TestContext.Current.CancellationToken), emissions);
    }
}
