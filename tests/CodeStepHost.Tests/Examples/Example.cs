using System.Text.RegularExpressions;
using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Examples;

/// <summary>The shipped examples, and what one sees of them.</summary>
internal static partial class Example
{
    /// <summary>The folder <c>scripts-examples</c> of the repository.</summary>
    public static string Shelf { get; } = FindShelf();

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Shelf).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    /// <summary>Copies an example to a folder of the same name, where it can be run.</summary>
    public static FlowFolder Copy(string name)
    {
        var source = Path.Combine(Shelf, name);
        var copy = new FlowFolder(name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Contains(".codestep"))
                copy.Write(relative, File.ReadAllText(file));
        }

        return copy;
    }

    /// <summary>What a run printed, without its progress, its duration and its last words, which tell where the program lies.</summary>
    public static string Summary(string printed)
    {
        var lines = printed.Split('\n').Select(line => line.TrimEnd()).TakeWhile(line => line != "Look further:").Where(line => !Progress().IsMatch(line));
        return Duration().Replace(string.Join('\n', lines).Trim(), "");
    }

    /// <summary>What the steps logged: step by step, without times.</summary>
    public static string Log(FlowFolder copy) => string.Join('\n', copy.Query("SELECT flow || '/' || steps.step || ' ' || text FROM log_lines JOIN steps ON steps.key = log_lines.step ORDER BY 1"));

    /// <summary>What an example's page says one sees is seen, in whatever columns.</summary>
    public static void AssertKept(string name, string seen) =>
        Assert.All(PromisedLines(name), promised => Assert.Contains(Spaces().Replace(promised, " "), Spaces().Replace(seen, " "), StringComparison.Ordinal));

    /// <summary>The lines that an example's page says one sees.</summary>
    public static IEnumerable<string> PromisedLines(string name) => TextBlock().Matches(File.ReadAllText(Path.Combine(Shelf, name, "README.md")))
        .SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string FindShelf()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "scripts-examples")))
            at = at.Parent!;
        return Path.Combine(at.FullName, "scripts-examples");
    }

    [GeneratedRegex(@"^waiting \d+, running ", RegexOptions.None, 1000)]
    private static partial Regex Progress();

    [GeneratedRegex(@"(?<= errors?) in [\dms]+(?=\.)", RegexOptions.None, 1000)]
    private static partial Regex Duration();

    [GeneratedRegex("^```text\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TextBlock();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
