using System.Collections.Immutable;
using System.Reflection.Metadata;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>The types that a signature names; and its text in the list's words, in which types have no namespace.</summary>
internal sealed class TypeCollector : ISignatureTypeProvider<string, object?>
{
    /// <summary>What no script can have in a signature.</summary>
    public const string Unusable = "*";

    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Found => _found;

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode == PrimitiveTypeCode.TypedReference ? NoUse("TypedReference") : SignatureText.Instance.GetPrimitiveType(typeCode);

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Add(SignatureText.Name(reader, reader.GetTypeDefinition(handle)));

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Add(SignatureText.Name(reader, reader.GetTypeReference(handle)));

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        genericType == "Nullable" ? $"{typeArguments[0]}?" : $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => index == 0 ? "T" : $"T{index + 1}";

    public string GetGenericTypeParameter(object? genericContext, int index) => index == 0 ? "T" : $"T{index + 1}";

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => $"ref {elementType}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPointerType(string elementType) => NoUse($"{elementType}*");

    public string GetFunctionPointerType(MethodSignature<string> signature) => NoUse("delegate*");

    public string GetPinnedType(string elementType) => NoUse(elementType);

    private string Add(string name)
    {
        _found.Add(name);
        var simple = name[(name.LastIndexOfAny(['.', '/']) + 1)..];
        var tick = simple.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? simple : simple[..tick];
    }

    private string NoUse(string text)
    {
        _found.Add(Unusable);
        return text;
    }
}
