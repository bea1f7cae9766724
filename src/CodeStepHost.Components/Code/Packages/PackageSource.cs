using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>Package files: those that the host keeps in its data folder, those that the machine's NuGet folder has, and those of the sources that NuGet is configured for.</summary>
/// <param name="dataFolder">The host's data folder; null: nothing is kept there.</param>
internal sealed class PackageSource(string? dataFolder)
{
    private readonly string? _kept = dataFolder is null ? null : Path.Combine(dataFolder, AssemblyCache.Folder, "packages");

    /// <summary>The bytes of a package file.</summary>
    /// <exception cref="PackageException">It is nowhere to be had.</exception>
    public async Task<byte[]> GetAsync(string id, string version, CancellationToken cancellationToken)
    {
        var name = $"{id}.{version}.nupkg".ToLowerInvariant();
        if (_kept is not null && File.Exists(Path.Combine(_kept, name)))
            return await File.ReadAllBytesAsync(Path.Combine(_kept, name), cancellationToken);
        var bytes = await FindAsync(new NuGet.Packaging.Core.PackageIdentity(id, NuGetVersion.Parse(version)), name, cancellationToken);
        Keep(name, bytes);
        return bytes;
    }

    private static async Task<byte[]> FindAsync(NuGet.Packaging.Core.PackageIdentity package, string name, CancellationToken cancellationToken)
    {
        var settings = Settings.LoadDefaultSettings(root: null);
        var folder = new VersionFolderPathResolver(SettingsUtility.GetGlobalPackagesFolder(settings));
        var installed = Path.Combine(folder.GetInstallPath(package.Id, package.Version), name);
        if (File.Exists(installed))
            return await File.ReadAllBytesAsync(installed, cancellationToken);

        var failures = new List<string>();
        using var cache = new SourceCacheContext { NoCache = true };
        foreach (var source in SettingsUtility.GetEnabledSources(settings))
        {
            try
            {
                var finder = await Repository.Factory.GetCoreV3(source).GetResourceAsync<FindPackageByIdResource>(cancellationToken);
                using var bytes = new MemoryStream();
                if (finder is not null && await finder.CopyNupkgToStreamAsync(package.Id, package.Version, bytes, cache, NullLogger.Instance, cancellationToken))
                    return bytes.ToArray();
            }
            catch (Exception e) when (e is FatalProtocolException or HttpRequestException or IOException)
            {
                failures.Add($"{source.Name}: {e.Message}");
            }
        }

        throw new PackageException(
            $"The package {package.Id} {package.Version} is in none of the NuGet sources of this machine.{(failures.Count == 0 ? "" : $" {string.Join(" ", failures)}")}",
            "Correct name and version, or see that the sources in NuGet.Config can be reached.");
    }

    private void Keep(string name, byte[] bytes)
    {
        if (_kept is null)
            return;
        try
        {
            Directory.CreateDirectory(_kept);
            var temporary = Path.Combine(_kept, $"{name}.{Guid.NewGuid():N}");
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, Path.Combine(_kept, name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is had from its source again.
        }
    }
}
