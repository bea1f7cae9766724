using System.Text.RegularExpressions;
using CodeStepHost.Desk;
using CodeStepHost.Tests.Cli;

namespace CodeStepHost.Tests.Desk;

/// <summary>What an editor underlines in scripts, and what it does not.</summary>
public sealed partial class EditorTypesTests(TypeScriptCompilers compilers) : IClassFixture<TypeScriptCompilers>
{
    public static TheoryData<string> Compilers => ["typescript", "typescript-6"];

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task The_examples_have_nothing_underlined(string compiler) =>
        Assert.Empty(await compilers.CheckAsync(compiler, Path.Combine(TypeScriptCompilers.Repository, "scripts-examples")));

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task Every_shape_of_a_script_has_nothing_underlined(string compiler)
    {
        using var folder = new TypedFolder("good");
        Assert.Empty(await compilers.CheckAsync(compiler, folder.Path));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task Mistakes_are_underlined_on_their_lines_and_nowhere_else(string compiler)
    {
        using var folder = new TypedFolder("mistakes");
        Assert.Equal(folder.Expected(), await compilers.CheckAsync(compiler, folder.Path));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task A_first_flow_has_nothing_underlined(string compiler)
    {
        using var cli = new CommandLineFixture(withDatabase: false);
        Assert.Equal(0, await cli.RunAsync("init", "hello"));
        Assert.Empty(await compilers.CheckAsync(compiler, Path.Combine(cli.Folder, "hello")));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task The_types_themselves_are_sound(string compiler)
    {
        using var folder = new TypedFolder("good");
        Assert.Empty(await compilers.CheckAsync(compiler, folder.Path, "--skipLibCheck", "false"));
    }

    [Fact]
    public void The_examples_have_the_types_of_this_version() =>
        Assert.Equal(EditorFiles.Text(EditorFiles.Types), File.ReadAllText(Path.Combine(TypeScriptCompilers.Repository, "scripts-examples", EditorFiles.Types)));

    /// <summary>A copy of scripts beside this test, with the types.</summary>
    private sealed partial class TypedFolder : IDisposable
    {
        public TypedFolder(string name)
        {
            var source = System.IO.Path.Combine(TypeScriptCompilers.Folder, name);
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(source, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            foreach (var file in (string[])[EditorFiles.Types, EditorFiles.Settings])
                File.WriteAllText(System.IO.Path.Combine(Path, file), EditorFiles.Text(file));
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("codestep-types-").FullName;

        /// <summary>The codes that stand at the ends of lines.</summary>
        public IReadOnlyList<string> Expected() =>
        [
            .. Directory.EnumerateFiles(Path, "*.js", SearchOption.AllDirectories)
                .SelectMany(file => File.ReadLines(file).Select((text, index) => (Code: Code().Match(text).Groups["code"].Value, Place: $"{System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/')}:{index + 1}")))
                .Where(line => line.Code.Length > 0)
                .Select(line => $"{line.Place} {line.Code}")
                .Order(StringComparer.Ordinal),
        ];

        public void Dispose() => Directory.Delete(Path, recursive: true);

        [GeneratedRegex(@"// (?<code>TS\d+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Code();
    }
}
