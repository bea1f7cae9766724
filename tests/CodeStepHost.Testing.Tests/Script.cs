using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Tests;

/// <summary>Scripts and flows in a folder of their own, gone after the test.</summary>
internal sealed class Script : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("codestep-testing-").FullName;

    /// <summary>A step of a script alone.</summary>
    public FlowStep Of(string text, string file = "step.js") => FlowStep.From(Write(file, text));

    public string Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
