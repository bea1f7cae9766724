using System.Runtime.CompilerServices;

namespace CodeStepHost.Scripting.Tests;

public sealed class ApiPageTests
{
    /// <summary>With VERIFY_ACCEPT=1 the page is written anew.</summary>
    [Fact]
    public void The_page_of_documentation_lists_the_API_as_it_is()
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../src/docs/csharp-api.md"));
        var page = ApiPage.Text();
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(file, page);
        Assert.Equal(page, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
