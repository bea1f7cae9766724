using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Checking;

/// <summary>The flows at or below a folder, and all that is wrong with them.</summary>
/// <param name="Flows">Those that were read; they can be deployed when nothing is wrong with any.</param>
/// <param name="Folders">How many flow folders there are.</param>
/// <param name="Scripts">How many scripts were compiled.</param>
internal sealed record FolderCheck(IReadOnlyList<FlowInFolder> Flows, int Folders, int Scripts, IReadOnlyList<Finding> Findings)
{
    public int Errors => Findings.Count(finding => finding.IsError);

    public int Warnings => Findings.Count - Errors;

    /// <summary>Whether the flows' settings say that a warning counts like an error.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether the flows may not be deployed.</summary>
    /// <param name="isStrict">Whether a warning counts like an error, whatever the settings say.</param>
    public bool Refuses(bool isStrict) => Errors > 0 || ((isStrict || IsStrict) && Warnings > 0);

    /// <summary>Reads <c>codestep.yaml</c> and every <c>flow.yaml</c>, and compiles the scripts of the flows that could be read.</summary>
    /// <param name="root">A full path.</param>
    /// <param name="dataFolder">The data folder of the host that the flows are meant for, where compiled scripts are kept; null: nothing is written.</param>
    /// <param name="withSecrets">Whether environment variables that the settings name have to be set.</param>
    public static async Task<FolderCheck> RunAsync(string root, CliContext context, CancellationToken cancellationToken, string? dataFolder = null, bool withSecrets = true)
    {
        if (!Directory.Exists(root))
            throw new CliProblem(File.Exists(root) ? $"{root} is a file; give the folder of a flow" : $"no folder {root}");
        var folders = FlowFolder.Discover(root);
        if (folders.Count == 0)
            throw new CliProblem($"no {FlowPackage.DefinitionFile} in {root} or below; codestep init makes a first flow");

        var findings = new List<Finding>();
        HostSettings? settings = null;
        if (HostSettingsReader.Find(root) is { } file)
        {
            var read = withSecrets ? HostSettingsReader.ReadFile(file) : HostSettingsReader.ReadFileWithoutSecrets(file);
            findings.AddRange(read.Problems.Select(problem => Finding.Of(problem, Shown(context, file))));
            settings = (read as HostSettingsReadResult.Accepted)?.Settings;
        }

        var set = FlowFolder.ReadAll(root, settings);
        findings.AddRange(set.Problems.Select(problem => Finding.Of(problem, Shown(context, Path.Combine(root, problem.File)))));
        var scripts = 0;
        var flows = new List<FlowInFolder>();
        var validator = context.Scripts(dataFolder, settings);
        await using (validator.ConfigureAwait(false))
        {
            foreach (var read in set.Flows)
            {
                // Steps may share a script with another config; what is wrong with it is said once.
                var (flow, ofPackages) = await validator.LockPackagesAsync(read, cancellationToken).ConfigureAwait(false);
                flows.Add(flow);
                var version = new FlowVersion(1, flow.Package, flow.Definition);
                var ofFlow = ofPackages.Select(finding => Finding.Of(finding, Shown(context, Path.Combine(flow.Folder, finding.File)))).ToList();
                foreach (var step in flow.Definition.Steps.Where(step => step.Uses == StepKinds.Code || step.Expressions.Count > 0 || step.Input is not null))
                {
                    if (step.Script is not null)
                        scripts++;
                    var found = await validator.ValidateAsync(version, step, cancellationToken).ConfigureAwait(false);
                    ofFlow.AddRange(found.Select(finding => Finding.Of(finding, Shown(context, Path.Combine(flow.Folder, finding.File)))));
                }

                findings.AddRange(ofFlow.Distinct());
            }
        }

        var lines = new SourceLines();
        var sorted = findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column);
        return new FolderCheck(flows, folders.Count, scripts, [.. sorted.Select(finding => finding.WithSource(lines, context.CurrentDirectory))]) { IsStrict = settings?.Scripts.IsStrict == true };
    }

    private static string Shown(CliContext context, string path) => Path.GetRelativePath(context.CurrentDirectory, path).Replace('\\', '/');
}
