using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Testing.Cases;

/// <summary>A case: a folder with an <c>input.json</c> below the <c>tests</c> folder of a flow.</summary>
/// <param name="Flow">The flow that it tests.</param>
/// <param name="Name">The folder below <c>tests</c>, with forward slashes.</param>
/// <param name="Folder">A full path.</param>
/// <param name="HasInput">False when only what was accepted is left: its input is gone.</param>
internal sealed record TestCase(FlowInFolder Flow, string Name, string Folder, bool HasInput)
{
    /// <summary>What its flow is called among those that are tested together: its name, or its folder when another has that name.</summary>
    public string Label { get; init; } = Flow.Definition.Name;

    /// <summary>What <c>${host.url}</c> stands for, by the flow's settings; null: what the runner says.</summary>
    public Uri? HostUrl { get; init; }

    /// <summary>The packages that the flow's C# scripts may use, by its settings; null: none.</summary>
    public ScriptPackages? Packages { get; init; }

    private string Base => Path.Combine(Folder, Path.GetFileName(Folder));

    public string InputFile => Path.Combine(Folder, CaseInput.FileName);

    /// <summary>The outcome that was accepted.</summary>
    public string VerifiedFile => Base + TestFiles.Verified;

    /// <summary>The outcome of the last run, when it is not the accepted one.</summary>
    public string ReceivedFile => Base + TestFiles.Received;

    /// <summary><c>flow/case</c>, as people write it.</summary>
    public override string ToString() => $"{Label}/{Name}";
}

/// <summary>Finds the cases of flows.</summary>
internal static class TestFiles
{
    /// <summary>Where a flow's cases lie; not deployed with it.</summary>
    public const string Folder = "tests";

    public const string Verified = ".verified.json";

    public const string Received = ".received.json";

    /// <summary>Cases lie at most so many folders below <c>tests</c>.</summary>
    private const int Deepest = 8;

    /// <summary>The cases of a flow, by name.</summary>
    public static IReadOnlyList<TestCase> Of(FlowInFolder flow)
    {
        var root = Path.Combine(flow.Folder, Folder);
        if (!Directory.Exists(root))
            return [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        return
        [
            .. Directory.EnumerateDirectories(root, "*", options)
                .Select(folder => new TestCase(flow, Path.GetRelativePath(root, folder).Replace('\\', '/'), folder, File.Exists(Path.Combine(folder, CaseInput.FileName))))
                .Where(found => found.HasInput || File.Exists(found.VerifiedFile))
                .OrderBy(found => found.Name, StringComparer.Ordinal),
        ];
    }
}
