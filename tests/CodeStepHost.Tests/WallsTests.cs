using System.Text.Json;

namespace CodeStepHost.Tests;

/// <summary>An assembly exists where something must not pass; what is shipped shows that it does not.</summary>
public sealed class WallsTests
{
    [Theory]
    [InlineData("Jint")]
    [InlineData("Acornima")]
    [InlineData("Microsoft.CodeAnalysis")]
    public void No_script_engine_is_in_the_host(string library) =>
        Assert.DoesNotContain(LibrariesOf("codestep.deps.json"), name => name.StartsWith(library, StringComparison.Ordinal));

    [Theory]
    [InlineData("Microsoft.Data")]
    [InlineData("SQLitePCL")]
    [InlineData("Npgsql")]
    [InlineData("CodeStepHost.Flows")]
    [InlineData("CodeStepHost.Storage")]
    [InlineData("CodeStepHost.Components")]
    [InlineData("Serilog")]
    public void No_driver_no_flow_code_and_no_log_is_in_the_script_process(string library) =>
        Assert.DoesNotContain(LibrariesOf(Path.Combine("sandbox", "CodeStepHost.Sandbox.deps.json")), name => name.StartsWith(library, StringComparison.Ordinal));

    [Fact]
    public void The_two_lists_are_the_ones_that_are_shipped()
    {
        Assert.Contains(LibrariesOf("codestep.deps.json"), name => name.StartsWith("CodeStepHost.Storage", StringComparison.Ordinal));
        Assert.Contains(LibrariesOf(Path.Combine("sandbox", "CodeStepHost.Sandbox.deps.json")), name => name.StartsWith("Jint", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("refs")]
    [InlineData("fullrefs")]
    public void What_scripts_are_compiled_against_is_shipped(string folder) => Assert.True(File.Exists(Path.Combine(HostFolder, "sandbox", folder, "System.Runtime.dll")));

    /// <summary>The build output of the host, in the same configuration as this test's.</summary>
    private static string HostFolder => AppContext.BaseDirectory.Replace(Path.Combine("tests", "CodeStepHost.Tests"), Path.Combine("src", "CodeStepHost"), StringComparison.Ordinal);

    private static List<string> LibrariesOf(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(HostFolder, file)));
        return [.. json.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name)];
    }
}
