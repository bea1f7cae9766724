using System.Runtime.CompilerServices;
using CodeStepHost.Scripting;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>The assemblies that scripts are compiled against: reference assemblies in the folder <c>refs</c> beside this program, and what the host offers to scripts.</summary>
internal static class ScriptReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all = new(() => [.. In("refs"), MetadataReference.CreateFromFile(typeof(ScriptGlobals).Assembly.Location)]);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _ofPackages = new(() => [.. In(Path.Combine("refs", "packages"))]);

    private static readonly ConditionalWeakTable<byte[], MetadataReference> _ofImages = [];

    public static IReadOnlyList<MetadataReference> All => _all.Value;

    /// <summary>What packages' own signatures refer to besides: the facade of packages for .NET Standard, and old collections.</summary>
    public static IReadOnlyList<MetadataReference> OfPackages => _ofPackages.Value;

    /// <summary>An assembly of a package, read once.</summary>
    public static MetadataReference OfImage(byte[] image) => _ofImages.GetValue(image, static bytes => MetadataReference.CreateFromImage(bytes));

    private static IEnumerable<MetadataReference> In(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.dll").Order(StringComparer.Ordinal).Select(file => MetadataReference.CreateFromFile(file));
}
