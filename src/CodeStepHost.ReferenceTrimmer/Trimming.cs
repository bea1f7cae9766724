using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>A copy of a reference assembly in which everything is internal that is not on the list. Nothing is removed, so every signature still means what it did.</summary>
internal static class Trimming
{
    // Of a row in the method table: the address of the code, and how it is implemented.
    private const int MethodFlagsOffset = sizeof(int) + sizeof(short);

    public static byte[] Trim(ReferenceAssembly assembly, Selection selection)
    {
        var bytes = assembly.Bytes.ToArray();
        foreach (var type in assembly.Types)
        {
            if (!selection.Has(type))
                Hide(bytes, assembly, type.Handle);
            foreach (var member in type.Members.Where(member => !selection.Has(type, member)))
                Hide(bytes, assembly, member.Handle);
        }
        return bytes;
    }

    private static void Hide(byte[] bytes, ReferenceAssembly assembly, EntityHandle handle)
    {
        var (table, offset) = handle.Kind switch
        {
            HandleKind.TypeDefinition => (TableIndex.TypeDef, 0),
            HandleKind.MethodDefinition => (TableIndex.MethodDef, MethodFlagsOffset),
            _ => (TableIndex.Field, 0),
        };
        var metadata = assembly.Metadata;
        var row = assembly.MetadataStart + metadata.GetTableMetadataOffset(table) + ((MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(table));
        var flags = bytes.AsSpan(row + offset, sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(flags, Internal(BinaryPrimitives.ReadUInt16LittleEndian(flags), handle.Kind));
    }

    private static ushort Internal(ushort flags, HandleKind kind)
    {
        if (kind != HandleKind.TypeDefinition)
            return (ushort)((flags & ~(ushort)MethodAttributes.MemberAccessMask) | (ushort)MethodAttributes.Assembly);
        var isNested = ((TypeAttributes)flags & TypeAttributes.VisibilityMask) > TypeAttributes.Public;
        return (ushort)((flags & ~(ushort)TypeAttributes.VisibilityMask) | (ushort)(isNested ? TypeAttributes.NestedAssembly : TypeAttributes.NotPublic));
    }
}
