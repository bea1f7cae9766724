using System.Runtime.CompilerServices;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>
/// What C# scripts may use, from both sides: ordinary code that has to pass, with what comes of it, and code that is refused, with what is said of it.
/// With CASES_ACCEPT=1 the files are rewritten with what came out; read the difference before committing it.
/// </summary>
public sealed class GateCaseTests
{
    private static readonly string _ordinary = InCases("gate-ordinary.txt");
    private static readonly string _refused = InCases("gate-refused.txt");

    public static TheoryData<string> Ordinary => [.. Case.ReadAll(_ordinary).Select(found => found.Name)];

    public static TheoryData<string> Refused => [.. Case.ReadAll(_refused).Select(found => found.Name)];

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void Ordinary_code_passes(string name)
    {
        var wanted = Case.ReadAll(_ordinary).Single(found => found.Name == name);
        var outcome = Lines(wanted.Run("step.csx"));
        Assert.StartsWith("entry", outcome[0], StringComparison.Ordinal);
        if (!IsAccepting)
            Assert.Equal(wanted.Expected, outcome);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_leads_out_of_the_script_is_refused_by_its_name_and_place(string name)
    {
        var wanted = Case.ReadAll(_refused).Single(found => found.Name == name);
        var outcome = Lines(wanted.Lint("step.csx"));
        Assert.Contains(outcome, line => line.StartsWith("error ", StringComparison.Ordinal));
        if (!IsAccepting)
            Assert.Equal(wanted.Expected, outcome);
    }

    [Fact]
    public void The_files_are_rewritten_only_on_demand()
    {
        if (!IsAccepting)
            return;
        Rewrite(_ordinary, found => found.Run("step.csx"));
        Rewrite(_refused, found => found.Lint("step.csx"));
    }

    private static void Rewrite(string file, Func<Case, IReadOnlyList<string>> outcome)
    {
        var before = File.ReadAllText(file);
        var cases = Case.ReadAll(file).Select(found => found.Text(outcome(found)));
        File.WriteAllText(file, before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(cases).TrimEnd('\n') + "\n");
    }

    private static List<string> Lines(IEnumerable<string> outcome) => [.. outcome.Select(line => line.Replace("\n", "\\n", StringComparison.Ordinal))];

    private static bool IsAccepting => Environment.GetEnvironmentVariable("CASES_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null;

    private static string InCases(string file) => Path.Combine(Path.GetDirectoryName(ThisFile())!, "Cases", file);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
