using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>A script as an assembly in memory, with the symbols that give errors their lines, and what its text tells.</summary>
internal sealed record CompiledScript(CompiledFacts Facts, byte[] Assembly, byte[] Symbols)
{
    public CompiledPayload Payload => new(Facts, Assembly, Symbols);

    public static CompiledScript From(CompiledPayload payload) => new(payload.Facts, payload.Assembly.ToArray(), payload.Symbols.ToArray());
}
