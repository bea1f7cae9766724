using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodeStepHost.Sandbox.CSharp;
using CodeStepHost.Scripting;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>What the package for editors tells of a C# script is what the compiler here gives it.</summary>
public sealed partial class AuthoringPackageTests
{
    [Fact]
    public void The_usings_are_the_same() =>
        Assert.Equal(CSharpCompiler.Usings.Order(StringComparer.Ordinal), Using().Matches(Read("CodeStepHost.Authoring.props")).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void The_globals_are_the_same() => Assert.Equal(
        typeof(ScriptGlobals).GetProperties().Select(property => $"{property.PropertyType.Name} {property.Name}").Order(StringComparer.Ordinal),
        Global().Matches(Read("Globals.cs")).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));

    private static string Read(string name, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../src/CodeStepHost.Authoring/build", name));

    [GeneratedRegex("""<Using Include="(?<name>[^"]+)" />""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    [GeneratedRegex(@"private static (?<name>\w+ \w+) =>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Global();
}
