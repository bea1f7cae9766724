namespace CodeStepHost.Components.Tests.Escape;

/// <summary>One file of <c>corpus</c>. Its first line says what may become of it, and what it tries.</summary>
/// <param name="Name">Folder and file, such as <c>js/eval-new-function.js</c>.</param>
/// <param name="Expectation"><c>reject</c>: refused at upload; <c>kill</c>: ends with an error; <c>contained</c>: may end well, without any effect outside.</param>
/// <param name="Text">The file in the shape of a step's script.</param>
public sealed record HostileScript(string Name, string Expectation, string Text)
{
    private const string Marker = "// EXPECT=";

    public bool IsJavaScript => Name.EndsWith(".js", StringComparison.Ordinal);

    public string FileName => Path.GetFileName(Name);

    public static IReadOnlyList<HostileScript> All { get; } = [.. Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Escape", "corpus"), "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(Read)];

    public static HostileScript Named(string name) => All.First(script => script.Name == name);

    private static HostileScript Read(string file)
    {
        var text = File.ReadAllText(file);
        var name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
        var expectation = text[Marker.Length..text.IndexOf(' ', Marker.Length)];
        return new HostileScript(name, expectation, name.EndsWith(".js", StringComparison.Ordinal) ? LastExpression.Returned(text) : text);
    }
}
