using System.Collections.Concurrent;
using NuGet.Versioning;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>
/// NuGet packages for C# scripts. Off unless the host's settings list packages, each with its one version; what a script asks for must be on the list, what
/// that package needs too, and each must have the content that <see cref="PackageLock"/> says.
/// </summary>
/// <param name="allowed">The setting <c>scripts.packages</c>: versions by package.</param>
/// <param name="dataFolder">Where package files are kept; null: nowhere.</param>
public sealed class ScriptPackages(IReadOnlyDictionary<string, string> allowed, string? dataFolder)
{
    private const string Setting = "scripts.packages";

    private readonly IReadOnlyDictionary<string, string> _allowed = new Dictionary<string, string>(allowed, StringComparer.OrdinalIgnoreCase);
    private readonly PackageSource _source = new(dataFolder);

    // One entry a package version on the list.
    private readonly ConcurrentDictionary<string, PackageContent> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A host without packages.</summary>
    public static ScriptPackages None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), dataFolder: null);

    /// <summary>The lock file's text as it should be: what is locked, and what scripts ask for besides. Null when it is as it should be.</summary>
    /// <param name="scripts">The flow's C# scripts, by their paths.</param>
    /// <param name="files">The flow's files.</param>
    /// <returns>The text, and what is wrong with requests; a wrong one is not locked.</returns>
    public async Task<(string? Text, IReadOnlyList<ScriptFinding> Findings)> LockAsync(IReadOnlyCollection<string> scripts, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        if (!scripts.Any(script => PackageRequest.In(script, files).Count > 0))
            return (null, []);
        var findings = new List<ScriptFinding>();
        var packages = new Dictionary<string, LockedPackage>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var before = PackageLock.Read(files.GetValueOrDefault(PackageLock.FileName));
            foreach (var script in scripts)
            {
                try
                {
                    foreach (var (id, needed) in await ResolveAsync(PackageRequest.In(script, files), cancellationToken))
                    {
                        var known = before.Packages.GetValueOrDefault(id);
                        if (known is not null && known.Resolved == needed.Version && known.ContentHash != needed.Content.Hash)
                            throw OtherContent(id, needed.Version, needed.Request);
                        var type = needed.IsDirect || packages.GetValueOrDefault(id) is { Type: "Direct" } ? "Direct" : "Transitive";
                        packages[id] = new LockedPackage(type, needed.Version, needed.Content.Hash);
                    }
                }
                catch (PackageException e)
                {
                    findings.Add(e.ToFinding(script));
                }
            }
        }
        catch (PackageException e)
        {
            return (null, [e.ToFinding(PackageLock.FileName)]);
        }

        var text = PackageLock.Of(packages).Text();
        return (findings.Count > 0 || files.GetValueOrDefault(PackageLock.FileName)?.ReplaceLineEndings("\n") == text ? null : text, findings);
    }

    /// <summary>The assemblies that a script gets, in the order of their names; the lock is obeyed.</summary>
    /// <exception cref="PackageException">The script asks for what it cannot have.</exception>
    internal async Task<IReadOnlyList<PackageAssembly>> AssembliesAsync(string script, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var requests = PackageRequest.In(script, files);
        if (requests.Count == 0)
            return [];
        var locked = PackageLock.Read(files.GetValueOrDefault(PackageLock.FileName)).Packages;
        var needed = await ResolveAsync(requests, cancellationToken);
        foreach (var (id, package) in needed)
        {
            if (!locked.TryGetValue(id, out var entry) || entry.Resolved != package.Version)
                throw new PackageException($"The package {id} {package.Version} is not in the flow's {PackageLock.FileName}.", "Deploy the flow again.") { Request = package.Request };
            if (entry.ContentHash != package.Content.Hash)
                throw OtherContent(id, package.Version, package.Request);
        }

        return [.. needed.Values.SelectMany(package => package.Content.Assemblies).OrderBy(assembly => assembly.Name, StringComparer.Ordinal)];
    }

    private static PackageException OtherContent(string id, string version, PackageRequest request) => new(
        $"The package {id} {version} has another content than {PackageLock.FileName} says.",
        $"If the change is known and wanted, delete {PackageLock.FileName} and deploy again; a published version's content does not change by itself.") { Request = request };

    /// <summary>All packages that requests need, by their id.</summary>
    private async Task<Dictionary<string, Needed>> ResolveAsync(IEnumerable<PackageRequest> requests, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Needed>(StringComparer.OrdinalIgnoreCase);
        foreach (var request in requests)
        {
            try
            {
                var id = Checked(request);
                await AddAsync(id, request, isDirect: true, found, cancellationToken);
            }
            catch (PackageException e) when (e.Request is null)
            {
                throw new PackageException(e.Message, e.Advice) { Request = request };
            }
        }

        return found;
    }

    /// <summary>The package's id as the setting has it.</summary>
    private string Checked(PackageRequest request)
    {
        if (request.Version is null || !NuGetVersion.TryParse(request.Version, out var wanted))
            throw new PackageException($"{request.Id} is asked for {(request.Version is null ? "without a version" : $"in version '{request.Version}', which is not an exact one")}.", $"Name one version: #:package {request.Id}@1.2.3");
        if (!_allowed.TryGetValue(request.Id, out var version))
        {
            throw new PackageException(
                $"The package {request.Id} is not among those that this host allows.",
                $"Whoever runs the host can add {request.Id}: \"{request.Version}\" to {Setting} in codestep.yaml.");
        }

        if (NuGetVersion.Parse(version) != wanted)
            throw new PackageException($"This host allows {request.Id} in version {version}, not {request.Version}.", $"Ask for {version}, or have {Setting} in codestep.yaml changed.");
        return _allowed.Keys.First(id => id.Equals(request.Id, StringComparison.OrdinalIgnoreCase));
    }

    private async Task AddAsync(string id, PackageRequest request, bool isDirect, Dictionary<string, Needed> found, CancellationToken cancellationToken)
    {
        if (found.TryGetValue(id, out var known))
        {
            found[id] = known with { IsDirect = known.IsDirect || isDirect };
            return;
        }

        var version = _allowed[id];
        var content = await ContentAsync(id, version, cancellationToken);
        found[id] = new Needed(version, content, request, isDirect);
        foreach (var dependency in content.Dependencies)
        {
            var other = _allowed.Keys.FirstOrDefault(allowed => allowed.Equals(dependency.Id, StringComparison.OrdinalIgnoreCase));
            if (other is null || !dependency.Range.Satisfies(NuGetVersion.Parse(_allowed[other])))
            {
                throw new PackageException(
                    $"The package {id} {version} needs {dependency.Id} {dependency.Range.PrettyPrint()}, which this host {(other is null ? "does not allow" : $"allows in version {_allowed[other]} only")}.",
                    $"Whoever runs the host can add {dependency.Id} to {Setting} in codestep.yaml.");
            }

            await AddAsync(other, request, isDirect: false, found, cancellationToken);
        }
    }

    private async Task<PackageContent> ContentAsync(string id, string version, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(id, out var known))
            return known;
        try
        {
            return _read[id] = PackageContent.Read(id, await _source.GetAsync(id, version, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or NuGet.Packaging.Core.PackagingException or IOException)
        {
            throw new PackageException($"The package {id} {version} cannot be read: {e.Message}");
        }
    }

    private sealed record Needed(string Version, PackageContent Content, PackageRequest Request, bool IsDirect);
}
