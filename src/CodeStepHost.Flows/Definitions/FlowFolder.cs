using CodeStepHost.Flows.Definitions.Reading;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Reads flow folders: a <c>flow.yaml</c> and beside it the scripts and the files that scripts may read.</summary>
public static class FlowFolder
{
    /// <summary>Flow folders are looked for this many folders below the one given.</summary>
    private const int Deepest = 5;

    /// <summary>Reads a flow folder.</summary>
    /// <exception cref="FlowFolderException">The folder cannot be deployed; the exception's problems say why.</exception>
    public static FlowPackage Read(string path)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var files = new FolderFiles(folder).Read();
        return new FlowPackage(FlowReader.FindName(files[FlowPackage.DefinitionFile]) ?? Path.GetFileName(folder), files);
    }

    /// <summary>The flow folders at or below a path, in the order of their names. Folders inside a flow folder belong to that flow.</summary>
    public static IReadOnlyList<string> Discover(string path)
    {
        var found = new List<string>();
        Visit(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), 0);
        return found;

        void Visit(string folder, int depth)
        {
            if (File.Exists(Path.Combine(folder, FlowPackage.DefinitionFile)))
            {
                found.Add(folder);
                return;
            }

            if (depth == Deepest || !Directory.Exists(folder))
            {
                return;
            }

            var below = Directory.EnumerateDirectories(folder, "*", FolderFiles.Listing)
                .Where(child => !FolderFiles.IsPassedOver(Path.GetFileName(child)) && new DirectoryInfo(child).LinkTarget is null);
            foreach (var child in below.Order(StringComparer.Ordinal))
            {
                Visit(child, depth + 1);
            }
        }
    }

    /// <summary>Reads every flow folder at or below a path. A flow that cannot be read hides no other.</summary>
    /// <param name="path">A flow folder, or one that holds flow folders.</param>
    /// <param name="settings">Where the connections are looked up; null: they are not checked.</param>
    public static FlowSet ReadAll(string path, HostSettings? settings = null)
    {
        var root = Path.GetFullPath(path);
        var flows = new List<FlowInFolder>();
        var problems = new List<FlowProblem>();
        var byName = new Dictionary<string, FlowInFolder>(StringComparer.OrdinalIgnoreCase);
        foreach (var folder in Discover(root))
        {
            var shown = Path.GetRelativePath(root, folder).Replace('\\', '/');
            try
            {
                var package = Read(folder);
                var result = FlowReader.Read(package, settings);
                problems.AddRange(result.Problems.Select(Located));
                if (result is not FlowReadResult.Accepted accepted)
                {
                    continue;
                }

                var flow = new FlowInFolder(folder, package, accepted.Definition);
                if (byName.TryGetValue(flow.Definition.Name, out var other))
                {
                    var otherShown = Path.GetRelativePath(root, other.Folder).Replace('\\', '/');
                    problems.Add(Located(new FlowProblem(ProblemSeverity.Error, ProblemCodes.DuplicateFlow, $"the flow in {Quote.Text(otherShown)} is called {Quote.Text(other.Definition.Name)} too", FlowPackage.DefinitionFile, 1, 1)));
                    continue;
                }

                byName.Add(flow.Definition.Name, flow);
                flows.Add(flow);
            }
            catch (FlowFolderException exception)
            {
                problems.AddRange(exception.Problems.Select(Located));
            }

            FlowProblem Located(FlowProblem problem) => shown == "." ? problem : problem with { File = $"{shown}/{problem.File}" };
        }

        return new FlowSet(flows, problems);
    }
}

/// <summary>The flows of a folder.</summary>
/// <param name="Flows">Those that can be deployed, in the order of their folders.</param>
/// <param name="Problems">The errors and warnings of all; files are relative to the folder.</param>
public sealed record FlowSet(IReadOnlyList<FlowInFolder> Flows, IReadOnlyList<FlowProblem> Problems)
{
    /// <summary>Whether every flow can be deployed.</summary>
    public bool IsComplete => Problems.All(problem => problem.Severity != ProblemSeverity.Error);
}

/// <summary>A flow with the folder that it was read from.</summary>
/// <param name="Folder">A full path.</param>
public sealed record FlowInFolder(string Folder, FlowPackage Package, FlowDefinition Definition);

/// <summary>A flow folder that cannot be read as one.</summary>
public sealed class FlowFolderException(IReadOnlyList<FlowProblem> problems)
    : Exception(string.Join('\n', problems))
{
    /// <summary>At least one error.</summary>
    public IReadOnlyList<FlowProblem> Problems { get; } = problems;
}
