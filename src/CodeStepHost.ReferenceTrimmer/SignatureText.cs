using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace CodeStepHost.ApiSignatures;

/// <summary>
/// Types and signatures of metadata as one exact text, by which an API is named in the index of what scripts may use: written from the reference
/// assemblies when this is built, and from a script's assembly when it is verified. What no signature of a script may have in it is a <see cref="RefusedMetadataException"/>.
/// </summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, object?>
{
    private const int MostNested = 64;

    public static SignatureText Instance { get; } = new();

    /// <summary>A member as the index has it: <c>static Concat(string,string):string</c>, or <c>Empty:string</c> for a field.</summary>
    public static string Method(string name, in MethodSignature<string> signature)
    {
        if (signature.Header.CallingConvention != SignatureCallingConvention.Default || signature.Header.HasExplicitThis || signature.RequiredParameterCount != signature.ParameterTypes.Length)
            throw new RefusedMetadataException("a calling convention other than that of C#");
        var isStatic = signature.Header.IsInstance ? "" : "static ";
        var arity = signature.GenericParameterCount == 0 ? "" : $"`{signature.GenericParameterCount}";
        return $"{isStatic}{name}{arity}({string.Join(',', signature.ParameterTypes)}):{signature.ReturnType}";
    }

    public static string Field(string name, string type) => $"{name}:{type}";

    public static string Name(MetadataReader reader, TypeDefinition type, int depth = 0)
    {
        var name = reader.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return $"{Name(reader, reader.GetTypeDefinition(outer), Deeper(depth))}/{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    public static string Name(MetadataReader reader, TypeReference type, int depth = 0)
    {
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope is { IsNil: false, Kind: HandleKind.TypeReference } outer)
            return $"{Name(reader, reader.GetTypeReference((TypeReferenceHandle)outer), Deeper(depth))}/{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }

    // In a malformed file a type may be nested in itself.
    private static int Deeper(int depth) => depth < MostNested ? depth + 1 : throw new RefusedMetadataException("types that are nested without end");

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Boolean => "bool",
        PrimitiveTypeCode.Byte => "byte",
        PrimitiveTypeCode.Char => "char",
        PrimitiveTypeCode.Double => "double",
        PrimitiveTypeCode.Int16 => "short",
        PrimitiveTypeCode.Int32 => "int",
        PrimitiveTypeCode.Int64 => "long",
        PrimitiveTypeCode.IntPtr => "nint",
        PrimitiveTypeCode.Object => "object",
        PrimitiveTypeCode.SByte => "sbyte",
        PrimitiveTypeCode.Single => "float",
        PrimitiveTypeCode.String => "string",
        PrimitiveTypeCode.UInt16 => "ushort",
        PrimitiveTypeCode.UInt32 => "uint",
        PrimitiveTypeCode.UInt64 => "ulong",
        PrimitiveTypeCode.UIntPtr => "nuint",
        PrimitiveTypeCode.Void => "void",
        _ => throw new RefusedMetadataException("TypedReference"),
    };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Name(reader, reader.GetTypeDefinition(handle));

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Name(reader, reader.GetTypeReference(handle));

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        throw new RefusedMetadataException("a signature that refers to another");

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => $"{elementType}&";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})";

    public string GetPointerType(string elementType) => throw new RefusedMetadataException("a pointer");

    public string GetFunctionPointerType(MethodSignature<string> signature) => throw new RefusedMetadataException("a function pointer");

    public string GetPinnedType(string elementType) => throw new RefusedMetadataException("a pinned variable");
}
