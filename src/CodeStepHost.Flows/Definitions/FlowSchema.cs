namespace CodeStepHost.Flows.Definitions;

/// <summary>The JSON Schemas of <c>flow.yaml</c> and <c>codestep.yaml</c>: what editors complete by and what the readers check.</summary>
public static class FlowSchema
{
    /// <summary>The file that the schema of <c>flow.yaml</c> is published as.</summary>
    public const string FileName = "flow.schema.json";

    /// <summary>The file that the schema of <c>codestep.yaml</c> is published as.</summary>
    public const string SettingsFileName = "codestep.schema.json";

    private static readonly Lazy<string> LazyText = new(() => Load(FileName));
    private static readonly Lazy<string> LazySettingsText = new(() => Load(SettingsFileName));

    /// <summary>The schema of <c>flow.yaml</c> (draft-07).</summary>
    public static string Text => LazyText.Value;

    /// <summary>The schema of <c>codestep.yaml</c> (draft-07).</summary>
    public static string SettingsText => LazySettingsText.Value;

    private static string Load(string name)
    {
        using var stream = typeof(FlowSchema).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly has no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
