using CodeStepHost.Scripting;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>The assemblies that scripts are compiled against: reference assemblies in the folder <c>refs</c> beside this program, and what the host offers to scripts.</summary>
internal static class ScriptReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _all = new(Load);

    public static IReadOnlyList<MetadataReference> All => _all.Value;

    private static List<MetadataReference> Load()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "refs");
        var files = Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal).Append(typeof(ScriptGlobals).Assembly.Location);
        return [.. files.Select(file => MetadataReference.CreateFromFile(file))];
    }
}
