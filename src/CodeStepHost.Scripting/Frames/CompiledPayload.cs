using System.Buffers;
using System.Text.Json;

namespace CodeStepHost.Scripting.Frames;

/// <summary>A compiled C# script as it travels: three blocks, a <see cref="CompiledFacts"/> as JSON, the assembly, its portable symbols.</summary>
internal readonly record struct CompiledPayload(CompiledFacts Facts, ReadOnlyMemory<byte> Assembly, ReadOnlyMemory<byte> Symbols)
{
    /// <summary>No payload is longer than this, in bytes; a larger script is compiled each time.</summary>
    public const int Largest = 16 << 20;

    /// <summary>The payload's bytes.</summary>
    public byte[] ToBytes()
    {
        var written = new ArrayBufferWriter<byte>(Assembly.Length + Symbols.Length + 1024);
        FrameBlocks.Write(written, JsonSerializer.SerializeToUtf8Bytes(Facts, FrameJson.Default.CompiledFacts));
        FrameBlocks.Write(written, Assembly.Span);
        FrameBlocks.Write(written, Symbols.Span);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>Reads a payload; the memory of assembly and symbols is that of <paramref name="payload"/>.</summary>
    /// <exception cref="FrameException">The bytes are no such payload.</exception>
    public static CompiledPayload Read(ReadOnlyMemory<byte> payload)
    {
        var rest = payload;
        var facts = FrameBlocks.Read(ref rest);
        var assembly = FrameBlocks.Read(ref rest);
        var symbols = FrameBlocks.Read(ref rest);
        try
        {
            return new CompiledPayload(JsonSerializer.Deserialize(facts.Span, FrameJson.Default.CompiledFacts) ?? throw new FrameException("A compiled script's facts are null."), assembly, symbols);
        }
        catch (JsonException malformed)
        {
            throw new FrameException($"A compiled script's facts are no valid JSON: {malformed.Message}");
        }
    }
}

/// <summary>What is known of a compiled C# script besides its code.</summary>
/// <param name="ScriptClass">Name of the class that the compiler made of the script.</param>
/// <param name="Factory">Name of that class's method that runs the top level.</param>
/// <param name="EntryPoint"><c>process</c>, <c>run</c> or <c>top-level</c>.</param>
/// <param name="UsesSnapshot">Whether the script may read or write its step's snapshot.</param>
/// <param name="Warnings">What the compiler remarked.</param>
internal sealed record CompiledFacts(string ScriptClass, string Factory, string EntryPoint, bool UsesSnapshot, IReadOnlyList<ScriptDiagnostic> Warnings);
