using System.Security.Cryptography;
using NuGet.Frameworks;
using NuGet.Packaging;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>What scripts may use of a package file.</summary>
/// <param name="Hash">SHA-512 of its content in base64, as in lock files.</param>
/// <param name="Dependencies">What it needs of other packages.</param>
/// <param name="Assemblies">Its assemblies for scripts.</param>
internal sealed record PackageContent(string Hash, IReadOnlyList<PackageDependencyRange> Dependencies, IReadOnlyList<PackageAssembly> Assemblies)
{
    private static readonly NuGetFramework _framework = NuGetFramework.Parse(PackageLock.Framework);

    /// <exception cref="PackageException">The package has native code, or nothing that a script could use.</exception>
    public static PackageContent Read(string id, byte[] package, CancellationToken cancellationToken)
    {
        using var reader = new PackageArchiveReader(new MemoryStream(package));
        if (reader.GetFiles("runtimes").Any())
            throw new PackageException($"The package {id} brings code for particular machines (its folder runtimes), which scripts cannot have.", "Use a package that is managed code only.");
        var group = NuGetFrameworkUtility.GetNearest(reader.GetLibItems(), _framework, items => items.TargetFramework);
        var files = group?.Items.Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        var dependencies = NuGetFrameworkUtility.GetNearest(reader.GetPackageDependencies(), _framework, items => items.TargetFramework)?.Packages ?? [];
        if (files.Count == 0 && !dependencies.Any())
            throw new PackageException($"The package {id} has no assembly for .NET 10; analyzers and tools are of no use to a script.");
        var hash = reader.GetContentHash(cancellationToken, () => Convert.ToBase64String(SHA512.HashData(package)));
        return new PackageContent(
            hash,
            [.. dependencies.Where(dependency => !IsPartOfDotNet(dependency.Id)).Select(dependency => new PackageDependencyRange(dependency.Id, dependency.VersionRange))],
            [.. files.Select(file => new PackageAssembly(Path.GetFileNameWithoutExtension(file), Bytes(reader, file)))]);
    }

    // Older packages name what .NET brings by itself today.
    private static bool IsPartOfDotNet(string id) =>
        id is "NETStandard.Library" or "Microsoft.NETCore.Platforms" || File.Exists(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), $"{id}.dll"));

    private static byte[] Bytes(PackageArchiveReader reader, string file)
    {
        using var bytes = new MemoryStream();
        using (var stream = reader.GetStream(file))
            stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>What a package needs of another.</summary>
internal sealed record PackageDependencyRange(string Id, NuGet.Versioning.VersionRange Range);

/// <summary>An assembly of a package.</summary>
/// <param name="Name">Its file's name without ending.</param>
internal sealed record PackageAssembly(string Name, byte[] Bytes)
{
    /// <summary>SHA-256 of its bytes, by which a script process knows it.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));
}
