using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>The types that a signature names.</summary>
internal sealed class HandleCollector : ISignatureTypeProvider<object?, object?>
{
    private readonly List<EntityHandle> _found = [];

    public IReadOnlyList<EntityHandle> Found => _found;

    public void Decode(MetadataReader metadata, ref BlobReader signature)
    {
        var decoder = new SignatureDecoder<object?, object?>(this, metadata, null);
        var start = signature;
        switch (signature.ReadSignatureHeader().Kind)
        {
            case SignatureKind.Field:
                decoder.DecodeFieldSignature(ref start);
                break;
            case SignatureKind.LocalVariables:
                decoder.DecodeLocalSignature(ref start);
                break;
            case SignatureKind.MethodSpecification:
                decoder.DecodeMethodSpecificationSignature(ref start);
                break;
            default:
                decoder.DecodeMethodSignature(ref start);
                break;
        }
    }

    public object? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Add(handle);

    public object? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Add(handle);

    public object? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        throw new RefusedMetadataException("a signature that refers to another");

    public object? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    public object? GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

    public object? GetGenericMethodParameter(object? genericContext, int index) => null;

    public object? GetGenericTypeParameter(object? genericContext, int index) => null;

    public object? GetSZArrayType(object? elementType) => null;

    public object? GetArrayType(object? elementType, ArrayShape shape) => null;

    public object? GetByReferenceType(object? elementType) => null;

    public object? GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

    public object? GetPointerType(object? elementType) => null;

    public object? GetFunctionPointerType(MethodSignature<object?> signature) => null;

    public object? GetPinnedType(object? elementType) => null;

    private object? Add(EntityHandle handle)
    {
        _found.Add(handle);
        return null;
    }
}
