using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>
/// Keeps a script's methods in stack traces: each is marked so that the runtime neither inlines it nor leaves its frame early by a tail call. An error is then
/// told at its own line, not at its caller's.
/// </summary>
internal static class KeptFrames
{
    // A field that is read or written and nothing else, as in a record: nothing to tell of, and worth inlining.
    private const int SmallestBody = 9;

    // In a row of the method table, after the address of the code.
    private const int FlagsOffset = sizeof(int);

    /// <summary>Marks the methods of an assembly, in place.</summary>
    public static byte[] Mark(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var metadata = file.GetMetadataReader();
        var table = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodDef);
        var rowSize = metadata.GetTableRowSize(TableIndex.MethodDef);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address == 0 || file.GetMethodBody(address).GetILReader().Length < SmallestBody)
                continue;
            var flags = assembly.AsSpan(table + ((MetadataTokens.GetRowNumber(handle) - 1) * rowSize) + FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | (ushort)MethodImplAttributes.NoInlining));
        }
        return assembly;
    }
}
