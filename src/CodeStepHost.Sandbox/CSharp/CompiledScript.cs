using CodeStepHost.Sandbox.CSharp.Gate;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>A script as an assembly in memory, with the symbols that give errors their lines, and what its text tells. The assembly has been verified.</summary>
internal sealed record CompiledScript(CompiledFacts Facts, byte[] Assembly, byte[] Symbols)
{
    public CompiledPayload Payload => new(Facts, Assembly, Symbols);

    /// <summary>What the host has kept of an earlier compilation; null when it is nothing that may be loaded.</summary>
    public static CompiledScript? From(CompiledPayload payload, IReadOnlySet<string> packages)
    {
        var assembly = payload.Assembly.ToArray();
        return AssemblyVerifier.Verify(assembly, packages).Count == 0 ? new CompiledScript(payload.Facts, assembly, payload.Symbols.ToArray()) : null;
    }
}
