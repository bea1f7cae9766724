using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace CodeStepHost.Components.Code;

/// <summary>Everything that what a C# script is compiled to depends on, besides its text: compiler, script API, reference assemblies.</summary>
internal static class CompilerIdentity
{
    /// <summary>The same for the same script process program, whatever folder it lies in.</summary>
    /// <param name="sandbox">Path of <c>CodeStepHost.Sandbox.dll</c>.</param>
    public static string Of(string sandbox)
    {
        var folder = Path.GetDirectoryName(sandbox)!;
        var references = Path.Combine(folder, "refs");
        var files = Directory.EnumerateFiles(folder, "CodeStepHost.S*.dll")
            .Concat(Directory.EnumerateFiles(folder, "Microsoft.CodeAnalysis*.dll"))
            .Concat(Directory.Exists(references) ? Directory.EnumerateFiles(references, "*.dll", SearchOption.AllDirectories) : []);
        var modules = string.Join('\n', files.Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {ModuleVersion(file)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modules)));
    }

    // Of a deterministic build it is a hash of what was compiled.
    private static Guid ModuleVersion(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
