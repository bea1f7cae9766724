using System.Text.RegularExpressions;

namespace CodeStepHost.Components.Tests.Escape;

/// <summary>One file of <c>corpus</c>. Its first line says what may become of it, and what it tries.</summary>
/// <param name="Name">Folder and file, such as <c>js/eval-new-function.js</c>.</param>
/// <param name="Expectation"><c>reject</c>: refused at upload; <c>kill</c>: ends with an error; <c>contained</c>: may end well, without any effect outside.</param>
/// <param name="Text">The file in the shape of a step's script.</param>
public sealed partial record HostileScript(string Name, string Expectation, string Text)
{
    private const string Marker = "// EXPECT=";

    public bool IsJavaScript => Name.EndsWith(".js", StringComparison.Ordinal);

    /// <summary>What a refusal has to name, by any of these words; none when the first line does not say.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var names = NameWords().Match(Text);
            return names.Success ? [.. names.Groups["names"].Value.Split(" / ").Select(name => SurroundingWords().Replace(name, ""))] : [];
        }
    }

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

    [GeneratedRegex(@"^//.*\bnaming (?<names>[^;\r\n]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameWords();

    // "the dynamic keyword", "System.IO.FileInfo as a type argument", "StreamReader(string)"
    [GeneratedRegex(@"^the |\(.*| (as|keyword|directive|setter|method|code)\b.*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SurroundingWords();
}
