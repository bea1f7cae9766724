using CodeStepHost.Components.Code;
using CodeStepHost.Components.Code.Packages;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using Microsoft.Extensions.Logging.Abstractions;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>NuGet packages of C# scripts. The package files are made here and lie where a host keeps those that it has fetched.</summary>
public sealed class ScriptPackagesTests : IDisposable
{
    private const string Script = """
        #:package Test.Words@1.2.0
        using DiffPlex;
        return new { pieces = new Differ().CreateWordDiffs("a b c", "a x c", ignoreWhitespace: false, [' ']).DiffBlocks.Count };
        """;

    private readonly string _data = Directory.CreateTempSubdirectory("codestep-packages").FullName;
    private readonly Dictionary<string, string> _allowed = new(StringComparer.Ordinal) { ["Test.Words"] = "1.2.0" };

    public ScriptPackagesTests() => Make("Test.Words", "1.2.0", "lib/netstandard1.0/DiffPlex.dll");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData(Script)]
    [InlineData("#r \"nuget: test.words, 1.2\"\nreturn new { pieces = typeof(DiffPlex.Differ).Name.Length - 5 };")]
    public async Task A_script_uses_a_package_that_the_host_allows(string script)
    {
        var files = await LockedAsync(script);
        var options = new SandboxOptions { Spares = 0 };
        await using var pool = new SandboxPool(options, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        using var http = new ScriptHttp(TimeProvider.System);
        var component = new CodeComponent(pool, http, TimeProvider.System, NullLogger<CodeComponent>.Instance, packages: Packages());
        var step = CodeStage.Step(script: "step.csx");
        var emissions = new RecordingEmissions();
        await using var lane = await component.OpenLaneAsync(CodeStage.Flow(step, files: files), step, TestContext.Current.CancellationToken);
        var end = await lane.RunAsync(CodeStage.Message(emissions), TestContext.Current.CancellationToken);
        Assert.True(end is ComponentEnd.Completed, end.ToString());
        Assert.Contains("\"pieces\":1", Assert.Single(emissions.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_names_each_package_with_its_hash()
    {
        _allowed["Test.More"] = "3.0.0-beta.1";
        Make("Test.More", "3.0.0-beta.1", "lib/net8.0/More.dll", new PackageDependency("Test.Words", VersionRange.Parse("[1.0.0, 2.0.0)")), new PackageDependency("System.Text.Json", VersionRange.Parse("8.0.0")));
        var (text, findings) = await Packages().LockAsync(["step.csx"], Files("#:package Test.More@3.0.0-beta.1"), TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        var locked = PackageLock.Read(text).Packages;
        Assert.Equal(["Test.More Direct 3.0.0-beta.1", "Test.Words Transitive 1.2.0"], locked.Select(package => $"{package.Key} {package.Value.Type} {package.Value.Resolved}"));
        Assert.All(locked.Values, package => Assert.Equal(64, Convert.FromBase64String(package.ContentHash).Length));
        Assert.Equal(text, PackageLock.Read(text).Text());
        Assert.Null((await Packages().LockAsync(["step.csx"], Files("#:package Test.More@3.0.0-beta.1", text), TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task Without_the_setting_no_package_is_allowed()
    {
        _allowed.Clear();
        Assert.Equal(
            "step.csx:1:1: The package Test.Words is not among those that this host allows. Whoever runs the host can add Test.Words: \"1.2.0\" to scripts.packages in codestep.yaml.",
            await RefusalAsync(Script));
    }

    [Theory]
    [InlineData("#:package Test.Words", "step.csx:1:1: Test.Words is asked for without a version. Name one version: #:package Test.Words@1.2.3")]
    [InlineData("\n#:package Test.Words@1.*", "step.csx:2:1: Test.Words is asked for in version '1.*', which is not an exact one. Name one version: #:package Test.Words@1.2.3")]
    [InlineData("#r \"nuget: Test.Words, [1.0,2.0)\"", "step.csx:1:1: Test.Words is asked for in version '[1.0,2.0)', which is not an exact one. Name one version: #:package Test.Words@1.2.3")]
    [InlineData("#:package Test.Words@1.3.0", "step.csx:1:1: This host allows Test.Words in version 1.2.0, not 1.3.0. Ask for 1.2.0, or have scripts.packages in codestep.yaml changed.")]
    [InlineData("#load \"lib/a.csx\"", "lib/a.csx:2:1: The package Other is not among those that this host allows. Whoever runs the host can add Other: \"1.0.0\" to scripts.packages in codestep.yaml.")]
    public async Task A_request_for_another_package_is_refused_at_its_line(string script, string refusal) =>
        Assert.Equal(refusal, await RefusalAsync(script));

    [Fact]
    public async Task What_a_package_needs_has_to_be_allowed_too()
    {
        _allowed["Test.More"] = "3.0.0";
        _allowed["Test.Words"] = "1.2.0";
        Make("Test.More", "3.0.0", "lib/net8.0/More.dll", new PackageDependency("Test.Words", VersionRange.Parse("2.0.0")));
        Assert.StartsWith("step.csx:1:1: The package Test.More 3.0.0 needs Test.Words (>= 2.0.0), which this host allows in version 1.2.0 only.", await RefusalAsync("#:package Test.More@3.0.0"), StringComparison.Ordinal);
        _allowed.Remove("Test.Words");
        Assert.StartsWith("step.csx:1:1: The package Test.More 3.0.0 needs Test.Words (>= 2.0.0), which this host does not allow.", await RefusalAsync("#:package Test.More@3.0.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runtimes/linux-x64/native/libx.so", "The package Test.Odd brings code for particular machines (its folder runtimes), which scripts cannot have.")]
    [InlineData("analyzers/dotnet/cs/X.dll", "The package Test.Odd has no assembly for .NET 10; analyzers and tools are of no use to a script.")]
    [InlineData("lib/net45/X.dll", "The package Test.Odd has no assembly for .NET 10; analyzers and tools are of no use to a script.")]
    public async Task A_package_that_is_of_no_use_to_scripts_is_refused(string file, string refusal)
    {
        _allowed["Test.Odd"] = "1.0.0";
        Make("Test.Odd", "1.0.0", file);
        Assert.StartsWith($"step.csx:1:1: {refusal}", await RefusalAsync("#:package Test.Odd@1.0.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_whose_content_is_not_that_of_the_lock_is_refused()
    {
        var files = await LockedAsync(Script);
        Make("Test.Words", "1.2.0", "lib/netstandard1.0/DiffPlex.dll", description: "another content");
        var (_, findings) = await Packages().LockAsync(["step.csx"], files, TestContext.Current.CancellationToken);
        Assert.StartsWith("step.csx:1:1: The package Test.Words 1.2.0 has another content than packages.lock.json says.", Assert.Single(findings).ToString(), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<PackageException>(() => Packages().AssembliesAsync("step.csx", files, TestContext.Current.CancellationToken));
        Assert.Equal(Assert.Single(findings), refused.ToFinding("step.csx"));
    }

    [Fact]
    public async Task A_script_whose_package_is_not_locked_does_not_run()
    {
        var refused = await Assert.ThrowsAsync<PackageException>(() => Packages().AssembliesAsync("step.csx", Files(Script), TestContext.Current.CancellationToken));
        Assert.Equal("The package Test.Words 1.2.0 is not in the flow's packages.lock.json.", refused.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":2,"dependencies":{}}""")]
    public async Task A_lock_that_cannot_be_read_is_told(string text)
    {
        var (written, findings) = await Packages().LockAsync(["step.csx"], Files(Script, text), TestContext.Current.CancellationToken);
        Assert.Null(written);
        Assert.StartsWith("packages.lock.json: packages.lock.json ", Assert.Single(findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_package_file_is_refused()
    {
        await File.WriteAllTextAsync(PathOf("Test.Words", "1.2.0"), "no package", TestContext.Current.CancellationToken);
        Assert.StartsWith("step.csx:1:1: The package Test.Words 1.2.0 cannot be read: ", await RefusalAsync(Script), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#:package CodeStepHost.Authoring@1.0.0")]
    [InlineData("// #:package Test.Words@1.2.0")]
    [InlineData("var text = \"#:package Test.Words@1.2.0\";")]
    public void What_is_no_request_is_none(string script) => Assert.Empty(PackageRequest.In("step.csx", Files(script)));

    private ScriptPackages Packages() => new(_allowed, _data);

    private static Dictionary<string, string> Files(string script, string? locked = null)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [FlowPackage.DefinitionFile] = "steps: []", ["step.csx"] = script, ["lib/a.csx"] = "// loaded\n#:package Other@1.0.0" };
        if (locked is not null)
            files[PackageLock.FileName] = locked;
        return files;
    }

    private async Task<Dictionary<string, string>> LockedAsync(string script)
    {
        var (text, findings) = await Packages().LockAsync(["step.csx"], Files(script), TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        return Files(script, text);
    }

    private async Task<string> RefusalAsync(string script) =>
        Assert.Single((await Packages().LockAsync(["step.csx"], Files(script), TestContext.Current.CancellationToken)).Findings).ToString();

    private string PathOf(string id, string version) => Path.Combine(_data, AssemblyCache.Folder, "packages", $"{id}.{version}.nupkg".ToLowerInvariant());

    private void Make(string id, string version, string file, params PackageDependency[] dependencies) => Make(id, version, file, "for tests", dependencies);

    private void Make(string id, string version, string file, string description, params PackageDependency[] dependencies)
    {
        var builder = new PackageBuilder(deterministic: true) { Id = id, Version = NuGetVersion.Parse(version), Description = description };
        builder.Authors.Add("tests");
        if (dependencies.Length > 0)
            builder.DependencyGroups.Add(new PackageDependencyGroup(NuGetFramework.Parse("net8.0"), dependencies));
        builder.Files.Add(new PhysicalPackageFile(new MemoryStream(File.ReadAllBytes(typeof(DiffPlex.Differ).Assembly.Location))) { TargetPath = file });
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(id, version))!);
        using var written = File.Create(PathOf(id, version));
        builder.Save(written);
    }
}
