using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>The packages of a flow's scripts, each with the hash of its content: the file <c>packages.lock.json</c> beside <c>flow.yaml</c>, in the shape of NuGet's own.</summary>
public sealed record PackageLock(int Version, IReadOnlyDictionary<string, IReadOnlyDictionary<string, LockedPackage>> Dependencies)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "packages.lock.json";

    /// <summary>What scripts run on.</summary>
    internal const string Framework = "net10.0";

    /// <summary>A lock without packages.</summary>
    internal static PackageLock Empty { get; } = Of([]);

    /// <summary>The locked packages by their id.</summary>
    [JsonIgnore]
    internal IReadOnlyDictionary<string, LockedPackage> Packages =>
        Dependencies.TryGetValue(Framework, out var packages) ? packages : new Dictionary<string, LockedPackage>(StringComparer.Ordinal);

    internal static PackageLock Of(IEnumerable<KeyValuePair<string, LockedPackage>> packages) => new(1, new Dictionary<string, IReadOnlyDictionary<string, LockedPackage>>(StringComparer.Ordinal)
    {
        [Framework] = new SortedDictionary<string, LockedPackage>(new Dictionary<string, LockedPackage>(packages, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase),
    });

    /// <summary>Reads the file's text; empty when there is none.</summary>
    /// <exception cref="PackageException">The text is no lock.</exception>
    internal static PackageLock Read(string? text)
    {
        if (text is null)
            return Empty;
        try
        {
            var read = JsonSerializer.Deserialize(text, LockJson.Default.PackageLock);
            return read is { Version: 1, Dependencies: not null } ? Of(read.Packages) : throw new PackageException($"{FileName} is of a version that this host does not know.", "Delete it, and deploy again.");
        }
        catch (JsonException e)
        {
            throw new PackageException($"{FileName} cannot be read: {e.Message}", "Restore it from version control, or delete it and deploy again.");
        }
    }

    /// <summary>The file's text.</summary>
    internal string Text() => JsonSerializer.Serialize(this, LockJson.Written.PackageLock) + "\n";
}

/// <summary>JSON of the lock file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 8)]
[JsonSerializable(typeof(PackageLock))]
internal sealed partial class LockJson : JsonSerializerContext
{
    /// <summary>As it is written: hashes are base64, with plus signs.</summary>
    public static LockJson Written { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>A package in the lock.</summary>
/// <param name="Type"><c>Direct</c>: a script asks for it; <c>Transitive</c>: another package does.</param>
/// <param name="Resolved">Its version.</param>
/// <param name="ContentHash">SHA-512 of its content in base64, as NuGet computes it.</param>
public sealed record LockedPackage(string Type, string Resolved, string ContentHash);
