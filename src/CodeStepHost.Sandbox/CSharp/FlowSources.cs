using System.Text;
using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Answers <c>#load</c> from the flow's folder and from nowhere else.</summary>
internal sealed class FlowSources(IReadOnlyDictionary<string, string> files) : SourceReferenceResolver
{
    public override string? NormalizePath(string path, string? baseFilePath) => Resolve(path, baseFilePath) ?? path;

    public override string? ResolveReference(string path, string? baseFilePath) => Resolve(path, baseFilePath);

    public override Stream OpenRead(string resolvedPath) => new MemoryStream(Encoding.UTF8.GetBytes(ScriptText.Compilable(files[resolvedPath])));

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private string? Resolve(string path, string? baseFilePath)
    {
        var parts = (baseFilePath ?? "").Split('/')[..^1].ToList();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                return null;
        }
        var resolved = string.Join('/', parts);
        return files.ContainsKey(resolved) ? resolved : null;
    }
}
