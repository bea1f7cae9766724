namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>A script of a case file, with what is expected of it, or why there is none.</summary>
internal sealed record Section(string Name, string Script, string? Reason, IReadOnlyList<string> Expected)
{
    private const string Start = "### ";
    private const string ReasonMark = "-- ";
    private const string ExpectedMark = "=> ";

    public static IReadOnlyList<Section> ReadAll(string file) =>
        [.. File.ReadAllText(ConformanceFiles.PathOf(file)).ReplaceLineEndings("\n").Split(Start, StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Read)];

    private static Section Read(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var script = lines.Skip(1).TakeWhile(line => !line.StartsWith(ExpectedMark, StringComparison.Ordinal));
        return new Section(
            lines[0],
            string.Join('\n', script).TrimEnd('\n'),
            lines.Length > 1 && lines[1].StartsWith(ReasonMark, StringComparison.Ordinal) ? lines[1][ReasonMark.Length..] : null,
            [.. lines.Where(line => line.StartsWith(ExpectedMark, StringComparison.Ordinal)).Select(line => line[ExpectedMark.Length..])]);
    }
}
