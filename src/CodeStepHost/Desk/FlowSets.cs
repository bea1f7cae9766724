using CodeStepHost.Cli.Checking;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Desk;

/// <summary>
/// The flows at or below a folder, each with the <c>codestep.yaml</c> that is nearest to it: a folder may hold several sets of flows, such as
/// examples, that are never deployed together.
/// </summary>
/// <param name="Flows">Those that can be read.</param>
/// <param name="Findings">What is wrong with the others, and with settings.</param>
internal sealed record FlowSets(IReadOnlyList<FlowInFolder> Flows, IReadOnlyList<Finding> Findings)
{
    /// <param name="root">A full path.</param>
    /// <param name="shown">How a path is shown.</param>
    public static FlowSets Read(string root, Func<string, string> shown)
    {
        if (!Directory.Exists(root))
            return new FlowSets([], [new Finding(IsError: true, "folder.missing", "the folder is gone; it is looked at again when it is back", shown(root), 1, 1, null)]);
        var flows = new List<FlowInFolder>();
        var findings = new List<Finding>();
        var settings = new Dictionary<string, HostSettings?>(StringComparer.Ordinal);
        var names = new Dictionary<(string? Set, string Name), FlowInFolder>();
        foreach (var folder in FlowFolder.Discover(root))
        {
            var file = HostSettingsReader.Find(folder);
            if (file is not null && !settings.ContainsKey(file))
            {
                var read = HostSettingsReader.ReadFileWithoutSecrets(file);
                settings[file] = (read as HostSettingsReadResult.Accepted)?.Settings;
                findings.AddRange(read.Problems.Select(problem => Finding.Of(problem, shown(file))));
            }

            var set = FlowFolder.ReadAll(folder, file is null ? null : settings[file]);
            findings.AddRange(set.Problems.Select(problem => Finding.Of(problem, shown(Path.Combine(folder, problem.File)))));
            foreach (var flow in set.Flows)
            {
                if (names.TryAdd((file, flow.Definition.Name.ToUpperInvariant()), flow))
                    flows.Add(flow);
                else
                    findings.Add(new Finding(IsError: true, ProblemCodes.DuplicateFlow, $"the flow in `{shown(names[(file, flow.Definition.Name.ToUpperInvariant())].Folder)}` is called `{flow.Definition.Name}` too", shown(Path.Combine(folder, FlowPackage.DefinitionFile)), 1, 1, null));
            }
        }

        return new FlowSets(flows, findings);
    }
}
