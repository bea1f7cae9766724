using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Desk;

/// <summary>The files by which editors, and <c>tsc</c>, know what a JavaScript step has. One pair serves all flows below its folder.</summary>
internal static class EditorFiles
{
    /// <summary>The types. Written anew by every <c>codestep init --types</c>.</summary>
    public const string Types = "step.d.ts";

    /// <summary>How scripts are checked. A person may change it, so it is written once.</summary>
    public const string Settings = "jsconfig.json";

    /// <summary>The text of one of them.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(EditorFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly has no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// The folder that the types of a flow go to, so that flows beside each other share them: where they are already, here or above; else
    /// where <c>codestep.yaml</c> is; else here.
    /// </summary>
    public static string FolderFor(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, Types)))
                return at;
        }

        return HostSettingsReader.Find(folder) is { } settings ? Path.GetDirectoryName(settings)! : folder;
    }
}
