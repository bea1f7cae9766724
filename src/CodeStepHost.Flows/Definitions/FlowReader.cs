using CodeStepHost.Flows.Definitions.Reading;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Reads the <c>flow.yaml</c> of a flow folder.</summary>
public static class FlowReader
{
    /// <summary>
    /// Reads and checks a flow: (1) YAML, (2) the schema: keys, types, lists and ranges, (3) the rules that span several keys,
    /// steps or files, (4) the definition with its defaults. Problems of all of them are reported together.
    /// </summary>
    /// <param name="package">The flow folder; its name is the flow's unless <c>flow.yaml</c> says another.</param>
    /// <param name="settings">Where the connections are looked up; null: they are not checked.</param>
    /// <param name="rebound">The policy for flows and steps that say nothing else; null: that of the settings, else the default.</param>
    public static FlowReadResult Read(FlowPackage package, HostSettings? settings = null, ReboundPolicy? rebound = null)
    {
        var problems = new ProblemList(FlowPackage.DefinitionFile);
        if (!package.Files.TryGetValue(FlowPackage.DefinitionFile, out var text))
        {
            problems.Error(SourcePlace.Start, ProblemCodes.FolderWithoutFlow, $"the folder has no {Quote.Text(FlowPackage.DefinitionFile)}");
            return new FlowReadResult.Rejected(problems.InOrder());
        }

        // 1
        if (YamlText.Read(text, problems) is not { } yaml || JsonForm.Of(yaml, problems) is not { } json)
        {
            return new FlowReadResult.Rejected(problems.InOrder());
        }

        // 2
        SchemaCheck.Flow.Run(json, problems);

        // 3
        var flow = new FlowSource(yaml);
        StepNameRules.Check(flow, problems);
        ScriptRules.Check(flow, package, problems);
        ConfigRules.Check(flow, settings, problems);
        RoutingRules.Check(flow, package, problems);
        InputRules.Check(flow, problems);
        EgressRules.Check(flow, problems);
        SecretRules.Check(flow, settings, problems);

        // 4
        var definition = new FlowBinder(flow, package, json, problems).Bind(rebound ?? settings?.Rebound ?? ReboundPolicy.Default);
        return problems.HasErrors || definition is null
            ? new FlowReadResult.Rejected(problems.InOrder())
            : new FlowReadResult.Accepted(definition, problems.InOrder());
    }

    /// <summary>The name that a <c>flow.yaml</c> gives its flow, as far as it can be read.</summary>
    /// <returns>Null when it gives none.</returns>
    internal static string? FindName(string text) =>
        YamlText.Read(text, new ProblemList(FlowPackage.DefinitionFile))?.Scalar("name") is { } name && FlowName.IsValid(name.Text) ? name.Text : null;
}
