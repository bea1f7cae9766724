using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class FlowDefinitionReadingTests
{
    private readonly FlowDefinition flow = FlowText.Accepted(FlowText.Prices);

    [Fact]
    public void A_flow_has_its_name_description_and_handler()
    {
        Assert.Equal("prices", flow.Name);
        Assert.Equal("Writes the prices of known products.", flow.Description);
        Assert.Equal("notify", flow.OnError);
    }

    [Fact]
    public void A_flow_without_a_name_is_called_like_its_folder() =>
        Assert.Equal("shop", FlowText.Accepted("steps: { a: { uses: manual } }").Name);

    [Fact]
    public void Variables_are_texts_as_they_are_written()
    {
        Assert.Equal("EUR", flow.Variables["currency"]);
        Assert.Equal("007", flow.Variables["vat"]);
        Assert.Equal("true", flow.Variables["test"]);
    }

    [Fact]
    public void Steps_keep_the_order_of_the_file() =>
        Assert.Equal(["price-list", "check-product", "write-price", "notify"], flow.Steps.Select(step => step.Name));

    [Fact]
    public void A_step_takes_one_follower_or_a_list()
    {
        Assert.Equal(["check-product"], flow.FindStep("price-list")!.To);
        Assert.Equal(["write-price"], flow.FindStep("check-product")!.To);
        Assert.Empty(flow.FindStep("notify")!.To);
    }

    [Fact]
    public void A_step_lays_its_own_rebound_keys_over_those_of_the_flow()
    {
        Assert.Equal(new ReboundPolicy(TimeSpan.FromSeconds(2), 2, 3), flow.FindStep("check-product")!.Rebound);
        Assert.Equal(new ReboundPolicy(TimeSpan.FromMinutes(2), 2, 10), flow.FindStep("notify")!.Rebound);
    }

    [Fact]
    public void A_step_lays_its_own_limits_over_those_of_the_flow()
    {
        Assert.Equal(StepLimits.Default with { Time = TimeSpan.FromSeconds(10), SnapshotBytes = 128 << 10 }, flow.FindStep("check-product")!.Limits);
        Assert.Equal(StepLimits.Default with { Time = TimeSpan.FromSeconds(30), SnapshotBytes = 128 << 10 }, flow.FindStep("notify")!.Limits);
    }

    [Fact]
    public void A_flow_that_sets_nothing_has_the_defaults()
    {
        var step = FlowText.Accepted("steps: { a: { uses: manual } }").Steps[0];
        Assert.Equal(ReboundPolicy.Default, step.Rebound);
        Assert.Equal(StepLimits.Default, step.Limits);
        Assert.Equal(1, step.Concurrency);
        Assert.Equal("{}", step.Config);
        Assert.False(step.ElasticIoCompatible);
        Assert.Null(step.OnError);
        Assert.True(step.IsTrigger);
    }

    [Fact]
    public void The_config_is_kept_as_json_with_its_placeholders() =>
        Assert.Equal(
            """{"retries":3,"nested":{"list":[1,2.5,"x",null,true]},"url":"${host.url}/x"}""",
            flow.FindStep("check-product")!.Config);

    [Fact]
    public void Concurrency_compatibility_and_egress_are_read()
    {
        var step = flow.FindStep("check-product")!;
        Assert.Equal(4, step.Concurrency);
        Assert.True(step.ElasticIoCompatible);
        Assert.Equal(["*.example.org", "127.0.0.1:8080"], step.Egress);
        Assert.Equal(["api.example.com"], flow.FindStep("notify")!.Egress);
    }

    [Fact]
    public void Compatibility_of_the_flow_can_be_taken_back_by_a_step()
    {
        var read = FlowText.Accepted("compatibility: elastic.io\nsteps: { a: { uses: manual, to: b }, b: { uses: reply, compatibility: none } }");
        Assert.Equal([true, false], read.Steps.Select(step => step.ElasticIoCompatible));
    }

    [Fact]
    public void An_alias_stands_for_its_anchor()
    {
        var read = FlowText.Accepted("steps:\n  a: { uses: manual, rebound: &slow { first: 1h }, to: b }\n  b: { uses: reply, rebound: *slow }");
        Assert.Equal(TimeSpan.FromHours(1), read.Steps[1].Rebound.First);
    }

    [Theory]
    [InlineData("no", "\"no\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("0x10", "16")]
    [InlineData("010", "10")]
    [InlineData("1e3", "1000.0")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("~", "null")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("|\n    a\n    b\n", "\"a\\nb\\n\"")]
    public void Values_follow_yaml_1_2(string yaml, string json) =>
        Assert.Equal($$"""{"x":{{json}}}""", FlowText.Accepted($"steps:\n begin:\n  uses: manual\n  to: a\n a:\n  uses: code\n  script: check-product.js\n  config:\n   x: {yaml}").Steps[1].Config);

    [Fact]
    public void A_definition_is_read_the_same_with_windows_line_breaks_and_a_byte_order_mark() =>
        Assert.Equal(4, FlowText.Accepted("\uFEFF" + FlowText.Prices.ReplaceLineEndings("\r\n")).Steps.Count);
}
