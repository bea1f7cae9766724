using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Assemblies of packages that the host has sent, by the hash of their bytes. Nothing of the compiler is named here, so that a kept script runs without it.</summary>
internal sealed class Libraries
{
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);

    /// <exception cref="FrameException">The payload is not what it says.</exception>
    public void Add(ReadOnlyMemory<byte> payload)
    {
        var rest = payload;
        var hash = Encoding.UTF8.GetString(FrameBlocks.Read(ref rest).Span);
        var bytes = FrameBlocks.Read(ref rest);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) != hash)
            throw new FrameException("A library's bytes are not those of its hash.");
        _bytes[hash] = bytes.ToArray();
    }

    /// <summary>What a script is compiled against besides .NET and the script API.</summary>
    public IEnumerable<byte[]> ImagesOf(PrepareRequest request) => Of(request).Select(library => _bytes[library.Hash]);

    /// <summary>The names of their assemblies.</summary>
    public static IReadOnlySet<string> NamesOf(PrepareRequest request) => (request.Libraries ?? []).Select(library => library.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Has a script's context load from them; each script has its own copy, which goes away with it.</summary>
    public void Offer(AssemblyLoadContext context, PrepareRequest request)
    {
        if (request.Libraries is not { Count: > 0 })
            return;
        var libraries = Of(request).GroupBy(library => library.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => _bytes[group.First().Hash], StringComparer.OrdinalIgnoreCase);
        context.Resolving += Load;

        Assembly? Load(AssemblyLoadContext asking, AssemblyName name)
        {
            if (name.Name is null || !libraries.TryGetValue(name.Name, out var bytes))
                return null;
            using var stream = new MemoryStream(bytes);
            return asking.LoadFromStream(stream);
        }
    }

    private IEnumerable<LibraryName> Of(PrepareRequest request)
    {
        foreach (var library in request.Libraries ?? [])
            yield return _bytes.ContainsKey(library.Hash) ? library : throw new FrameException($"The library {library.Name} was not sent.");
    }
}
