using System.Runtime.CompilerServices;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>Script → what is said of it before it runs. With CASES_ACCEPT=1 the files are rewritten with what came out; read the difference before committing it.</summary>
public sealed class LintCaseTests
{
    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Cases");

    public static TheoryData<string, string> Mistakes => Names("lint-javascript.txt", "lint-csharp.txt", "syntax-javascript.txt", "syntax-csharp.txt");

    public static TheoryData<string, string> GoodIdioms => Names("good-javascript.txt", "good-csharp.txt");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_place_and_what_to_do(string file, string name)
    {
        var wanted = Find(file, name);
        if (!Accepting)
            Assert.Equal(wanted.Expected, Found(file, wanted));
    }

    [Theory]
    [MemberData(nameof(GoodIdioms))]
    public void A_good_idiom_is_left_alone(string file, string name) => Assert.Equal([], Found(file, Find(file, name)));

    [Theory]
    [InlineData("lint-javascript.txt")]
    [InlineData("lint-csharp.txt")]
    [InlineData("syntax-javascript.txt")]
    [InlineData("syntax-csharp.txt")]
    public void The_case_files_are_rewritten_only_on_demand(string file)
    {
        var path = Path.Combine(_folder, file);
        var before = File.ReadAllText(path);
        var cases = Case.ReadAll(path).Select(found => found.Text(Accepting ? Found(file, found) : found.Expected));
        var text = before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(cases).TrimEnd('\n') + "\n";
        if (Accepting)
            File.WriteAllText(path, text);
        else
            Assert.Equal(before, text);
    }

    private static bool Accepting => Environment.GetEnvironmentVariable("CASES_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null;

    private static Case Find(string file, string name) => Case.ReadAll(Path.Combine(_folder, file)).Single(found => found.Name == name);

    private static IReadOnlyList<string> Found(string file, Case wanted) =>
        [.. wanted.Lint(file.Contains("csharp", StringComparison.Ordinal) ? "step.csx" : "step.js").Select(line => line.Replace("\n", "\\n", StringComparison.Ordinal))];

    private static TheoryData<string, string> Names(params string[] files)
    {
        var names = new TheoryData<string, string>();
        foreach (var file in files)
        {
            foreach (var found in Case.ReadAll(Path.Combine(_folder, file)))
                names.Add(file, found.Name);
        }
        return names;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
