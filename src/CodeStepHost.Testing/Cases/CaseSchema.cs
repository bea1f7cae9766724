namespace CodeStepHost.Testing.Cases;

/// <summary>The JSON Schema of <c>input.json</c>: what editors complete by. A test keeps it and the reader alike.</summary>
internal static class CaseSchema
{
    /// <summary>The file that it is published as.</summary>
    public const string FileName = "case.schema.json";

    private static readonly Lazy<string> LazyText = new(Load);

    public static string Text => LazyText.Value;

    private static string Load()
    {
        using var stream = typeof(CaseSchema).Assembly.GetManifestResourceStream(FileName) ?? throw new InvalidOperationException($"The assembly has no {FileName}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
