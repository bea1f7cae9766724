using System.Runtime.CompilerServices;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>C# scripts as their authors write them, and what comes of each. With CASES_ACCEPT=1 the file is rewritten with what came out; read the difference before committing it.</summary>
public sealed class CSharpAuthorTests
{
    private static readonly string _file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Cases", "csharp-authors.txt");

    public static TheoryData<string> Names => [.. Case.ReadAll(_file).Select(found => found.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_does_as_its_case_says(string name)
    {
        var wanted = Case.ReadAll(_file).Single(found => found.Name == name);
        if (!IsAccepting)
            Assert.Equal(wanted.Expected, wanted.Run("step.csx").Select(line => line.Replace("\n", "\\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_file_is_rewritten_only_on_demand()
    {
        if (!IsAccepting)
            return;
        var before = File.ReadAllText(_file);
        var cases = Case.ReadAll(_file).Select(found => found.Text(found.Run("step.csx")));
        File.WriteAllText(_file, before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(cases).TrimEnd('\n') + "\n");
    }

    private static bool IsAccepting => Environment.GetEnvironmentVariable("CASES_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
