using System.Runtime.CompilerServices;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>Script → frames, from the case files. With CASES_ACCEPT=1 the files are rewritten with what came out; read the difference before committing it.</summary>
public sealed class CaseTests
{
    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Cases");

    public static TheoryData<string> JavaScriptCases => [.. Case.ReadAll(Path.Combine(_folder, "javascript.txt")).Select(found => found.Name)];

    public static TheoryData<string> LimitCases => [.. Case.ReadAll(Path.Combine(_folder, "limits.txt")).Select(found => found.Name)];

    public static TheoryData<string> LibraryCases => [.. Case.ReadAll(Path.Combine(_folder, "libraries.txt")).Select(found => found.Name)];

    public static TheoryData<string> CSharpCases => [.. Case.ReadAll(Path.Combine(_folder, "csharp.txt")).Select(found => found.Name)];

    [Theory]
    [MemberData(nameof(JavaScriptCases))]
    public void A_JavaScript_step_does_as_its_case_says(string name) => Check("javascript.txt", "step.js", name);

    [Theory]
    [MemberData(nameof(LimitCases))]
    public void A_limit_of_the_engine_is_told_as_its_case_says(string name) => Check("limits.txt", "step.js", name);

    [Theory]
    [MemberData(nameof(LibraryCases))]
    public void Libraries_and_required_files_do_as_their_case_says(string name) => Check("libraries.txt", "step.js", name);

    [Theory]
    [MemberData(nameof(CSharpCases))]
    public void A_CSharp_step_does_as_its_case_says(string name) => Check("csharp.txt", "step.csx", name);

    [Theory]
    [InlineData("javascript.txt", "step.js")]
    [InlineData("limits.txt", "step.js")]
    [InlineData("libraries.txt", "step.js")]
    [InlineData("csharp.txt", "step.csx")]
    public void The_case_files_are_rewritten_only_on_demand(string file, string entry)
    {
        var path = Path.Combine(_folder, file);
        var before = File.ReadAllText(path);
        if (Environment.GetEnvironmentVariable("CASES_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(path, before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(Case.ReadAll(path).Select(found => found.Text(found.Run(entry)))).TrimEnd('\n') + "\n");
        else
            Assert.Equal(before, before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(Case.ReadAll(path).Select(found => found.Text(found.Expected))).TrimEnd('\n') + "\n");
    }

    private static void Check(string file, string entry, string name)
    {
        var wanted = Case.ReadAll(Path.Combine(_folder, file)).Single(found => found.Name == name);
        if (Environment.GetEnvironmentVariable("CASES_ACCEPT") != "1")
            Assert.Equal(wanted.Expected, wanted.Run(entry).Select(line => line.Replace("\n", "\\n", StringComparison.Ordinal)));
    }

    /// <summary>The path of a file of cases.</summary>
    internal static string PathOf(string file) => Path.Combine(_folder, file);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
