using CodeStepHost.Flows.Definitions.Reading;

namespace CodeStepHost.Flows.Definitions;

/// <summary>Reads <c>codestep.yaml</c>.</summary>
public static class HostSettingsReader
{
    /// <summary>The nearest <c>codestep.yaml</c> in a folder or above it.</summary>
    /// <returns>Its full path; null when there is none.</returns>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, HostSettings.FileName);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Reads a settings file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="data">The data folder to use instead of the one that it names, also where connections say <c>${data}</c>.</param>
    public static HostSettingsReadResult ReadFile(string file, string? data = null) => ReadFile(file, Environment.GetEnvironmentVariable, data, withSecrets: true);

    /// <summary>Reads a settings file where no connection is opened and nothing is sent: an environment variable that is not set, or a secret's file that is not there, is no mistake.</summary>
    /// <param name="file">Its path.</param>
    public static HostSettingsReadResult ReadFileWithoutSecrets(string file) => ReadFile(file, name => Environment.GetEnvironmentVariable(name) ?? "", data: null, withSecrets: false);

    private static HostSettingsReadResult ReadFile(string file, Func<string, string?> environment, string? data, bool withSecrets)
    {
        var full = Path.GetFullPath(file);
        try
        {
            return Read(TextFile.Read(full, YamlText.MostBytes), Path.GetDirectoryName(full)!, environment, data, withSecrets);
        }
        catch (TextFileException exception)
        {
            return new HostSettingsReadResult.Rejected([new FlowProblem(ProblemSeverity.Error, exception.Code, exception.Message, HostSettings.FileName, exception.Line, exception.Column)]);
        }
    }

    /// <summary>Reads settings from their text.</summary>
    /// <param name="text">The text of a <c>codestep.yaml</c>.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="environment">Returns an environment variable; null when it is not set.</param>
    /// <param name="data">The data folder to use instead.</param>
    /// <param name="withSecrets">Whether the secrets' values have to be there.</param>
    public static HostSettingsReadResult Read(string text, string folder, Func<string, string?> environment, string? data = null, bool withSecrets = true)
    {
        var problems = new ProblemList(HostSettings.FileName);
        if (YamlText.Read(text, problems) is not { } yaml || JsonForm.Of(yaml, problems) is not { } json)
        {
            return new HostSettingsReadResult.Rejected(problems.InOrder());
        }

        SchemaCheck.Settings.Run(json, problems);
        var settings = new SettingsBinder(yaml, Path.GetFullPath(folder), environment, data, withSecrets, problems).Bind();
        return problems.HasErrors
            ? new HostSettingsReadResult.Rejected(problems.InOrder())
            : new HostSettingsReadResult.Accepted(settings, problems.InOrder());
    }
}

/// <summary>What reading a <c>codestep.yaml</c> gave.</summary>
public abstract record HostSettingsReadResult
{
    private HostSettingsReadResult(IReadOnlyList<FlowProblem> problems) => Problems = problems;

    /// <summary>Errors and warnings in the order of their places.</summary>
    public IReadOnlyList<FlowProblem> Problems { get; }

    /// <summary>The settings can be used.</summary>
    public sealed record Accepted(HostSettings Settings, IReadOnlyList<FlowProblem> Warnings) : HostSettingsReadResult(Warnings);

    /// <summary>The settings cannot be used.</summary>
    public sealed record Rejected(IReadOnlyList<FlowProblem> Errors) : HostSettingsReadResult(Errors);
}
