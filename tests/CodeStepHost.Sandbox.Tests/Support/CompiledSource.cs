using CodeStepHost.Sandbox.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.Tests.Support;

/// <summary>Assemblies as an author would get them from a compiler that holds him to nothing.</summary>
internal static class CompiledSource
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";

    /// <summary>Compiled against all of .NET, with unsafe code where it says so, under the name that scripts have.</summary>
    public static byte[] AgainstAll(string source, string assemblyName = "Script", IEnumerable<ResourceDescription>? resources = null, byte[]? package = null) =>
        Emit(source, [.. ScriptReferences.OfDotnet, .. package is null ? [] : (MetadataReference[])[MetadataReference.CreateFromImage(package)]], assemblyName, resources);

    /// <summary>Compiled against what scripts may use.</summary>
    public static byte[] AgainstOffered(string source) => Emit(source, ScriptReferences.All, "Script", null);

    private static byte[] Emit(string source, IEnumerable<MetadataReference> references, string assemblyName, IEnumerable<ResourceDescription>? resources)
    {
        var compilation = CSharpCompilation.Create(
            assemblyName,
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: source.Contains("unsafe ", StringComparison.Ordinal) || source.Contains("SkipLocalsInit", StringComparison.Ordinal), optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Disable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, manifestResources: resources);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error)));
        return assembly.ToArray();
    }
}
