using CodeStepHost.Desk;

namespace CodeStepHost.Tests.Cli;

/// <summary>The first minutes: a folder, its files, and what to do next.</summary>
public sealed class InitTests : IDisposable
{
    private readonly CommandLineFixture _cli = new(withDatabase: false);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Each_file_is_named_and_what_to_do_next()
    {
        Assert.Equal(0, await _cli.RunAsync("init", "hello"));
        Assert.Equal(0, await _cli.RunAsync("init", "hallo", "--csharp"));
        Assert.Equal(0, await _cli.RunAsync("init", "salut", "--output", "json"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten()
    {
        _cli.Width = 500;
        _cli.Write("hello/greet.js", "mine");
        Assert.Equal(2, await _cli.RunAsync("init", "hello"));
        Assert.Equal(["greet.js"], Directory.EnumerateFileSystemEntries(Path.Combine(_cli.Folder, "hello")).Select(Path.GetFileName));
        _cli.Write("kept/.gitignore", "mine");
        Assert.Equal(0, await _cli.RunAsync("init", "kept"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_cli.Folder, "kept", ".gitignore")));
        Assert.Equal(2, await _cli.RunAsync("init", _cli.Write("a.txt", "")));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task A_flow_is_not_made_inside_of_another_nor_around_it()
    {
        _cli.Width = 500;
        await _cli.RunAsync("init", "flows/hello");
        Assert.Equal(2, await _cli.RunAsync("init", "flows/hello/lib"));
        Assert.Equal(2, await _cli.RunAsync("init", "flows"));
        Assert.Equal(2, await _cli.RunAsync("init", "a", "--js", "--csharp"));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task Flows_beside_each_other_share_the_types_of_the_folder_above()
    {
        Assert.Equal(0, await _cli.RunAsync("init", "--types"));
        Assert.Equal(0, await _cli.RunAsync("init", "hello"));
        Assert.Equal(0, await _cli.RunAsync("init", "hallo", "--csharp"));
        Assert.True(File.Exists(Path.Combine(_cli.Folder, AuthoringPackage.SettingsFile)));
        Assert.Equal([Path.Combine(_cli.Folder, EditorFiles.Types)], Directory.EnumerateFiles(_cli.Folder, EditorFiles.Types, SearchOption.AllDirectories));
        await Verify(_cli.Transcript);
    }

    [Fact]
    public async Task After_an_upgrade_the_types_are_renewed_and_settings_of_a_person_stay()
    {
        await _cli.RunAsync("init", "hello");
        _cli.Write("hello/step.d.ts", "// of an older version");
        _cli.Write("hello/jsconfig.json", """{ "compilerOptions": { "strict": true } }""");
        Assert.Equal(0, await _cli.RunAsync("init", "hello", "--types"));
        Assert.Equal(EditorFiles.Text(EditorFiles.Types), File.ReadAllText(Path.Combine(_cli.Folder, "hello", "step.d.ts")));
        Assert.Contains("strict", File.ReadAllText(Path.Combine(_cli.Folder, "hello", "jsconfig.json")), StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("init", "hello", "--types"));
        await Verify(_cli.Transcript);
    }
}
