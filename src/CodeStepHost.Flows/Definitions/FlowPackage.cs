using System.Security.Cryptography;
using System.Text;

namespace CodeStepHost.Flows.Definitions;

/// <summary>A flow folder as it is deployed: the text of <c>flow.yaml</c> and of every file that its scripts may read.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Files">Text files by path relative to the folder, with forward slashes; <c>flow.yaml</c> among them.</param>
public sealed record FlowPackage(string Name, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The file that describes the flow.</summary>
    public const string DefinitionFile = "flow.yaml";

    /// <summary>SHA-256 over names and texts, in hexadecimal: the same folder is the same version.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, text) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}{text.Length}:"));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A deployed flow: what messages of that version run on.</summary>
/// <param name="Number">From 1, counted per flow.</param>
/// <param name="Package">What was deployed.</param>
/// <param name="Definition">Its <c>flow.yaml</c>, read.</param>
public sealed record FlowVersion(int Number, FlowPackage Package, FlowDefinition Definition);

/// <summary>Where a flow is in its life.</summary>
public enum FlowState
{
    /// <summary>Deployed, never started.</summary>
    Draft = 0,

    /// <summary>Triggers accept messages and steps run.</summary>
    Active = 1,

    /// <summary>Triggers are off and nothing runs; messages wait.</summary>
    Stopped = 2,

    /// <summary>Triggers accept messages and nothing runs; messages wait.</summary>
    Suspended = 3,
}
