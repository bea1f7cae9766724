using System.Runtime.CompilerServices;
using CodeStepHost.Scripting;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>The assemblies that scripts are compiled against: reference assemblies in the folder <c>refs</c> beside this program, in which only that is public which scripts may use, and what the host offers to scripts.</summary>
internal static class ScriptReferences
{
    private const string Full = "fullrefs";

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all = new(() => [.. In("refs"), MetadataReference.CreateFromFile(typeof(ScriptGlobals).Assembly.Location)]);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _ofPackages = new(() => [.. In(Path.Combine("refs", "packages"))]);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _ofDotnet = new(() => [.. In(Full), MetadataReference.CreateFromFile(typeof(ScriptGlobals).Assembly.Location)]);
    private static readonly Lazy<HashSet<string>> _namesOfDotnet = new(() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, Full), "*.dll").Select(file => Path.GetFileNameWithoutExtension(file))]);

    private static readonly ConditionalWeakTable<byte[], MetadataReference> _ofImages = [];

    public static IReadOnlyList<MetadataReference> All => _all.Value;

    /// <summary>What packages' own signatures refer to besides: the facade of packages for .NET Standard, and old collections.</summary>
    public static IReadOnlyList<MetadataReference> OfPackages => _ofPackages.Value;

    /// <summary>All of .NET, as it is: what a script is compiled against to tell its author what it may not use. Nothing that is run.</summary>
    public static IReadOnlyList<MetadataReference> OfDotnet => _ofDotnet.Value;

    /// <summary>Whether an assembly is part of .NET.</summary>
    public static bool IsOfDotnet(string assembly) => _namesOfDotnet.Value.Contains(assembly);

    /// <summary>An assembly of a package, read once.</summary>
    public static MetadataReference OfImage(byte[] image) => _ofImages.GetValue(image, static bytes => MetadataReference.CreateFromImage(bytes));

    private static IEnumerable<MetadataReference> In(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.dll").Order(StringComparer.Ordinal).Select(file => MetadataReference.CreateFromFile(file));
}
