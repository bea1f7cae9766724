using System.Runtime.CompilerServices;
using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>Script → the error that its message ends with, its place and its stack. With CASES_ACCEPT=1 the files are rewritten; read the difference before committing it.</summary>
public sealed class ErrorPlaceTests
{
    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Cases");

    public static TheoryData<string> JavaScriptCases => [.. Case.ReadAll(Path.Combine(_folder, "errors-javascript.txt")).Select(found => found.Name)];

    public static TheoryData<string> CSharpCases => [.. Case.ReadAll(Path.Combine(_folder, "errors-csharp.txt")).Select(found => found.Name)];

    [Theory]
    [MemberData(nameof(JavaScriptCases))]
    public void A_JavaScript_error_says_where_it_was_made(string name) => Check("errors-javascript.txt", "step.js", name);

    [Theory]
    [MemberData(nameof(CSharpCases))]
    public void A_CSharp_error_says_where_it_was_made(string name) => Check("errors-csharp.txt", "step.csx", name);

    [Theory]
    [InlineData("errors-javascript.txt", "step.js")]
    [InlineData("errors-csharp.txt", "step.csx")]
    public void The_case_files_are_rewritten_only_on_demand(string file, string entry)
    {
        var path = Path.Combine(_folder, file);
        var before = File.ReadAllText(path);
        var cases = Case.ReadAll(path).Select(found => found.Text(Accepting ? found.Failures(entry) : found.Expected));
        var text = before[..before.IndexOf("### ", StringComparison.Ordinal)] + string.Concat(cases).TrimEnd('\n') + "\n";
        if (Accepting)
            File.WriteAllText(path, text);
        else
            Assert.Equal(before, text);
    }

    private static bool Accepting => Environment.GetEnvironmentVariable("CASES_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null;

    private static void Check(string file, string entry, string name)
    {
        var wanted = Case.ReadAll(Path.Combine(_folder, file)).Single(found => found.Name == name);
        if (!Accepting)
            Assert.Equal(wanted.Expected, wanted.Failures(entry).Select(line => line.Replace("\n", "\\n", StringComparison.Ordinal)));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
