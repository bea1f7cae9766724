using System.Collections.Frozen;

namespace CodeStepHost.Components.Http;

/// <summary>What holds for a call besides the egress list.</summary>
/// <param name="LargestBody">Largest body of a response, unpacked, in bytes.</param>
/// <param name="SecretHeaders">Headers of the request that a redirect to another origin loses, besides the usual ones; compared without case.</param>
internal sealed record CallRules(int LargestBody, IReadOnlySet<string> SecretHeaders)
{
    /// <summary>Those of the calls that scripts make.</summary>
    public static CallRules OfScripts { get; } = new(ScriptHttp.LargestBody, FrozenSet<string>.Empty);
}
