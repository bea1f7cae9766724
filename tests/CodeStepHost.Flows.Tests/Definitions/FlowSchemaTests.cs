using CodeStepHost.Flows.Definitions;
using Newtonsoft.Json.Linq;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class FlowSchemaTests
{
    private static readonly JObject Flow = JObject.Parse(FlowSchema.Text);
    private static readonly JObject Step = (JObject)Flow["definitions"]!["step"]!;

    [Fact]
    public void The_schema_names_every_kind_of_step_in_the_order_of_the_host() =>
        Assert.Equal(StepKinds.All, Step["properties"]!["uses"]!["enum"]!.Values<string>());

    [Fact]
    public void Every_kind_of_step_but_code_has_a_schema_for_its_config()
    {
        var checkedKinds = Step["allOf"]!.Where(branch => branch["then"]!["properties"]?["config"] is not null).Select(KindOf);
        Assert.Equal(StepKinds.All.Except([StepKinds.Code]).Order(), checkedKinds.Order());
        Assert.Equal(StepKinds.All.Order(), Step["allOf"]!.Select(KindOf).Order());

        static string KindOf(JToken branch) => (string)branch["if"]!["properties"]!["uses"]!["const"]!;
    }

    [Fact]
    public void Every_mapping_of_fixed_keys_refuses_others()
    {
        // Of `then`, which completes a mapping that refuses them already, nothing of its own is asked.
        var open = Documents().SelectMany(document => document.DescendantsAndSelf()).OfType<JObject>()
            .Where(schema => schema["properties"] is JObject && schema["type"] is not null && (bool?)schema["additionalProperties"] != false);
        Assert.Empty(open.Select(schema => schema.Path));
    }

    [Fact]
    public void Every_key_is_described_where_it_stands_or_where_it_is_defined()
    {
        foreach (var document in Documents())
        {
            var keys = document.DescendantsAndSelf().OfType<JObject>()
                .Where(schema => schema["type"] is not null && schema["properties"] is JObject)
                .SelectMany(schema => ((JObject)schema["properties"]!).Properties());
            Assert.All(keys, key => Assert.NotNull(key.Value["description"] ?? Referenced(document, key.Value)?["description"]));
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere() => Assert.All(Documents(), document =>
        Assert.All(document.Descendants().OfType<JProperty>().Where(property => property.Name == "$ref"), reference =>
            Assert.NotNull(Referenced(document, reference.Parent!))));

    [Fact]
    public void The_defaults_that_the_schema_tells_are_those_of_the_host()
    {
        Assert.Equal(ReboundPolicy.Default.Factor, (double)Default("rebound", "factor")!);
        Assert.Equal(ReboundPolicy.Default.Limit, (int)Default("rebound", "limit")!);
        Assert.Equal(ReboundPolicy.Default.Jitter, (double)Default("rebound", "jitter")!);
        Assert.Equal(StepLimits.Default.Emissions, (int)Default("limits", "emissions")!);
        Assert.Equal(StepLimits.Default.LogLines, (int)Default("limits", "logLines")!);
        AssertTold("rebound", "first", Duration.Format(ReboundPolicy.Default.First));
        AssertTold("limits", "time", "60s");
        AssertTold("limits", "memory", ByteSize.Format(StepLimits.Default.Memory));
        AssertTold("limits", "message", ByteSize.Format(StepLimits.Default.MessageBytes));
        AssertTold("limits", "snapshot", ByteSize.Format(StepLimits.Default.SnapshotBytes));
        AssertTold("limits", "emitted", ByteSize.Format(StepLimits.Default.EmittedBytes));

        var settings = JObject.Parse(FlowSchema.SettingsText);
        Assert.Equal(HostSettings.DefaultOf("/").Listen, (string?)settings["properties"]!["listen"]!["default"]);
        Assert.Equal(SandboxSettings.Default.Processes, (int)settings["properties"]!["sandbox"]!["properties"]!["processes"]!["default"]!);
        Assert.Equal(SandboxSettings.Default.Spares, (int)settings["properties"]!["sandbox"]!["properties"]!["spares"]!["default"]!);

        static JToken? Default(string definition, string key) => Flow["definitions"]![definition]!["properties"]![key]!["default"];

        static void AssertTold(string definition, string key, string value) =>
            Assert.Contains($"Default: {value}.", (string?)Flow["definitions"]![definition]!["properties"]![key]!["description"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_writes_a_rebound_policy_as_a_flow_does()
    {
        var settings = JObject.Parse(FlowSchema.SettingsText)["definitions"]!;
        Assert.True(JToken.DeepEquals(Flow["definitions"]!["rebound"], settings["rebound"]));
        Assert.True(JToken.DeepEquals(Flow["definitions"]!["duration"], settings["duration"]));
    }

    [Theory]
    [InlineData("500ms")]
    [InlineData("1d2h3m4s5ms")]
    [InlineData("1m5ms")]
    [InlineData("60")]
    [InlineData("1m1m")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("1.5s")]
    public void The_schema_takes_the_durations_that_the_host_reads(string text)
    {
        var pattern = (string)Flow["definitions"]!["duration"]!["pattern"]!;
        Assert.Equal(Duration.TryParse(text, out _), System.Text.RegularExpressions.Regex.IsMatch(text, pattern, System.Text.RegularExpressions.RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Every_example_of_the_schema_is_a_value_that_it_takes()
    {
        foreach (var document in Documents())
        {
            foreach (var schema in document.Descendants().OfType<JObject>().Where(schema => schema["examples"] is JArray && schema.Parent is JProperty { Parent.Parent: not null }))
            {
                var whole = (JObject)schema.DeepClone();
                whole["definitions"] = document["definitions"]!.DeepClone();
                var compiled = await NJsonSchema.JsonSchema.FromJsonAsync(whole.ToString(), TestContext.Current.CancellationToken);
                Assert.All(schema["examples"]!, example => Assert.Empty(compiled.Validate(example)));
            }
        }
    }

    private static JToken? Referenced(JObject document, JToken schema) =>
        (string?)schema["$ref"] is { } reference ? document.SelectToken(reference[2..].Replace('/', '.')) : null;

    private static JObject[] Documents() => [Flow, JObject.Parse(FlowSchema.SettingsText)];
}
