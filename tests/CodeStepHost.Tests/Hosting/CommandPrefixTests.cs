using CodeStepHost.Hosting;

namespace CodeStepHost.Tests.Hosting;

/// <summary>Commands that are printed can be pasted where they are read.</summary>
public sealed class CommandPrefixTests : IDisposable
{
    private static readonly string[] _dotnetRun = ["/usr/share/dotnet/dotnet", "run", "--project", "src/CodeStepHost", "--", "run", "."];
    private static readonly string[] _shell = ["-bash"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("prefix");

    public CommandPrefixTests()
    {
        Directory.CreateDirectory(FullPath("src/CodeStepHost/bin/Debug/net10.0"));
        File.WriteAllText(FullPath("src/CodeStepHost/CodeStepHost.csproj"), "");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_program_on_the_path_is_called_by_its_name() =>
        Assert.Equal("codestep", CommandPrefix.Of(_root.FullName, FullPath("tools/codestep"), $"/usr/bin{Path.PathSeparator}{FullPath("tools")}/", _shell));

    [Fact]
    public void A_built_program_that_was_called_by_its_path_is_called_by_its_path() =>
        Assert.Equal(Local("src/CodeStepHost/bin/Debug/net10.0/codestep"), CommandPrefix.Of(_root.FullName, FullPath("src/CodeStepHost/bin/Debug/net10.0/codestep"), "/usr/bin", _shell));

    [Fact]
    public void A_program_in_the_folder_where_one_is_needs_its_dot() =>
        Assert.Equal(Local("./codestep"), CommandPrefix.Of(FullPath("tools"), FullPath("tools/codestep"), "/usr/bin", _shell));

    [Fact]
    public void Far_from_here_its_full_path_is_shorter() =>
        Assert.Equal(Path.GetFullPath("/opt/codestep"), CommandPrefix.Of(FullPath("a/b/c/d/e/f/g/h"), Path.GetFullPath("/opt/codestep"), "/usr/bin", _shell));

    [Theory]
    [InlineData("Debug", "")]
    [InlineData("Release", " -c Release")]
    public void What_dotnet_run_started_is_called_by_dotnet_run(string configuration, string option) =>
        Assert.Equal($"dotnet run --project {Local("src/CodeStepHost")}{option} --", CommandPrefix.Of(_root.FullName, FullPath($"src/CodeStepHost/bin/{configuration}/net10.0/codestep"), "/usr/bin", _dotnetRun));

    [Theory]
    [InlineData("dotnet", "test")]
    [InlineData("make", "run")]
    [InlineData]
    public void Other_starters_do_not_matter(params string[] parent) =>
        Assert.Equal(Local("src/CodeStepHost/bin/Debug/net10.0/codestep"), CommandPrefix.Of(_root.FullName, FullPath("src/CodeStepHost/bin/Debug/net10.0/codestep"), null, parent));

    [Fact]
    public void A_path_with_a_blank_stands_in_quotes() =>
        Assert.Equal($"\"{Local("my tools/codestep")}\"", CommandPrefix.Of(_root.FullName, FullPath("my tools/codestep"), "/usr/bin", _shell));

    private string FullPath(string path) => Path.Combine(_root.FullName, Local(path));

    private static string Local(string path) => path.Replace('/', Path.DirectorySeparatorChar);
}
