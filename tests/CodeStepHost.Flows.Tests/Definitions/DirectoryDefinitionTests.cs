using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary>The directories that the settings permit, and triggers that name them.</summary>
public sealed class DirectoryDefinitionTests
{
    [Fact]
    public void Directories_are_full_paths_with_placeholders_replaced()
    {
        var settings = Settings("directories: { inbox: /srv/in, near: drop/here, own: \"${data}/in\", shared: \"${env.SHARE}/x\" }");
        Assert.Equal(
            ["inbox=/srv/in", "near=/flows/drop/here", "own=/flows/.codestep/in", "shared=/mnt/share/x"],
            settings.Directories.Select(directory => $"{directory.Key}={directory.Value}"));
    }

    [Fact]
    public void Directories_of_wrong_names_or_values_are_refused() => Assert.Equal(
        "codestep.yaml:1:16: error flow.name",
        Assert.IsType<HostSettingsReadResult.Rejected>(HostSettingsReader.Read("directories: { ../x: /srv }", "/flows", _ => null)).Problems[0].ToString()[..35]);

    [Theory]
    [InlineData("{ directory: inbox, files: '*.csv' }")]
    [InlineData("{ directory: inbox/orders/north, files: ['*.csv', '**/*.JSON', 'a-*.jsonl'], format: json, every: 10s, stable: 0s, maxSize: 1GiB, perLook: 10000, then: keep }")]
    [InlineData("{ directory: inbox, files: '*', read: binary, then: delete }")]
    [InlineData("{ directory: inbox, files: '**/*', read: none, then: { move: .done/good } }")]
    [InlineData("{ directory: inbox, files: 'data..csv', format: csv }")]
    public void What_is_permitted_is_accepted(string config) =>
        Assert.IsType<FlowReadResult.Accepted>(FlowText.Read(Flow(config), Settings("directories: { inbox: /srv/in }")));

    [Fact]
    public void A_directory_that_the_settings_do_not_permit_is_refused_with_the_nearest()
    {
        var flow = Flow("{ directory: inbux/a, files: '*.csv' }");
        Assert.Equal(
            "flow.yaml:4:26: error flow.unknown-directory: `codestep.yaml` permits no directory `inbux`: whoever runs the host names it there under `directories`; did you mean `inbox`?",
            FlowText.Problems(flow, Settings("directories: { inbox: /srv/in }")));
        Assert.Contains("flow.unknown-directory", FlowText.Problems(flow, HostSettings.DefaultOf("/flows")), StringComparison.Ordinal);
    }

    private static string Flow(string config) => FlowText.WithTrigger($"uses: directory\nconfig: {config}\nto: work") + "\n  work: { uses: code, script: check-product.js }";

    private static HostSettings Settings(string text) =>
        Assert.IsType<HostSettingsReadResult.Accepted>(HostSettingsReader.Read(text, "/flows", name => name == "SHARE" ? "/mnt/share" : null)).Settings;
}
