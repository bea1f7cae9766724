using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Definitions.Reading;

namespace CodeStepHost.Testing.Running;

/// <summary>Finds the flow and the step that a test names by a path.</summary>
internal static class StepFolder
{
    /// <summary>The flow folder, and the script's path in it when a script was named.</summary>
    /// <param name="source">The test's source file, which relative paths start from.</param>
    public static (string Folder, string? Script) Find(string path, string source)
    {
        var beside = Path.GetDirectoryName(source) is { Length: > 0 } folder ? Path.GetFullPath(path, folder) : null;
        var full = beside is not null && Path.Exists(beside) ? beside : Path.GetFullPath(path);
        if (Directory.Exists(full))
            return (full, null);
        if (!File.Exists(full))
            throw new ArgumentException($"There is no {(beside is null || beside == full ? full : $"{beside}, nor {full}")}.", nameof(path));

        // The nearest flow folder above the script; else the script's own.
        for (var at = Path.GetDirectoryName(full); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, FlowPackage.DefinitionFile)))
                return (at, Path.GetRelativePath(at, full).Replace('\\', '/'));
        }

        return (Path.GetDirectoryName(full)!, Path.GetFileName(full));
    }

    public static (FlowPackage Package, FlowDefinition Flow) Read(string folder, string? script)
    {
        if (script is not null && !File.Exists(Path.Combine(folder, FlowPackage.DefinitionFile)))
            return Alone(folder, script);
        try
        {
            var package = FlowFolder.Read(folder);
            return FlowReader.Read(package) is FlowReadResult.Accepted accepted
                ? (package, accepted.Definition)
                : throw new ArgumentException($"The flow in {folder} has errors:\n{string.Join('\n', FlowReader.Read(package).Problems)}", nameof(folder));
        }
        catch (FlowFolderException exception)
        {
            throw new ArgumentException($"{folder} cannot be read as a flow:\n{exception.Message}", nameof(folder), exception);
        }
    }

    public static StepDefinition Choose(FlowDefinition flow, string? script, string? name)
    {
        var steps = flow.Steps.Where(step => step.Uses == StepKinds.Code && (script is null || step.Script == script)).ToList();
        if (name is not null)
        {
            return steps.Find(step => step.Name == name)
                ?? throw new ArgumentException($"The flow {flow.Name} has no step {Quote.Text(name)} with {(script is null ? "a script" : $"the script {Quote.Text(script)}")}; there are {Quote.List(steps.Select(step => step.Name))}.", nameof(name));
        }

        return steps.Count switch
        {
            1 => steps[0],
            0 => throw new ArgumentException($"No step of the flow {flow.Name} runs {(script is null ? "a script" : $"the script {Quote.Text(script)}")}.", nameof(script)),
            _ => throw new ArgumentException($"Say which step: {Quote.List(steps.Select(step => step.Name))}.", nameof(name)),
        };
    }

    /// <summary>A script without a flow: one step, with the scripts and JSON files beside it.</summary>
    private static (FlowPackage Package, FlowDefinition Flow) Alone(string folder, string script)
    {
        var files = Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".js" or ".cjs" or ".csx" or ".cs" or ".json")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        var step = new StepDefinition { Name = Path.GetFileNameWithoutExtension(script), Uses = StepKinds.Code, Script = script };
        var flow = new FlowDefinition { Name = "script", Steps = [step] };
        return (new FlowPackage(flow.Name, files), flow);
    }
}
