using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>A reference assembly: its visible types and members, and its bytes, in which they can be hidden.</summary>
internal sealed class ReferenceAssembly : IDisposable
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;

    public ReferenceAssembly(string file)
    {
        Path = file;
        Bytes = File.ReadAllBytes(file);
        _image = new PEReader(new MemoryStream(Bytes));
        _metadata = _image.GetMetadataReader();
        Name = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
        Types = [.. _metadata.TypeDefinitions.Where(IsVisible).Select(Read)];
    }

    public string Path { get; }

    public string Name { get; }

    public byte[] Bytes { get; }

    public MetadataReader Metadata => _metadata;

    public int MetadataStart => _image.PEHeaders.MetadataStartOffset;

    public IReadOnlyList<ApiType> Types { get; }

    public void Dispose() => _image.Dispose();

    private bool IsVisible(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }

    private ApiType Read(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var name = SignatureText.Name(_metadata, type);
        var extended = BaseOf(type);
        var kind = type.Attributes.HasFlag(TypeAttributes.Interface) ? ApiTypeKind.Interface : extended switch
        {
            "System.Enum" => ApiTypeKind.Enum,
            "System.ValueType" => ApiTypeKind.Struct,
            "System.MulticastDelegate" => ApiTypeKind.Delegate,
            _ => ApiTypeKind.Class,
        };
        return new ApiType(handle, Name, name, kind, extended, type.Attributes.HasFlag(TypeAttributes.Sealed), [.. MembersOf(type)])
        {
            ListName = ListNames.Of(name, [.. type.GetGenericParameters().Select(parameter => _metadata.GetString(_metadata.GetGenericParameter(parameter).Name))]),
        };
    }

    private string? BaseOf(TypeDefinition type) => type.BaseType switch
    {
        { IsNil: true } => null,
        { Kind: HandleKind.TypeReference } reference => SignatureText.Name(_metadata, _metadata.GetTypeReference((TypeReferenceHandle)reference)),
        { Kind: HandleKind.TypeDefinition } definition => SignatureText.Name(_metadata, _metadata.GetTypeDefinition((TypeDefinitionHandle)definition)),
        var specification => _metadata.GetTypeSpecification((TypeSpecificationHandle)specification).DecodeSignature(SignatureText.Instance, null),
    };

    private IEnumerable<ApiMember> MembersOf(TypeDefinition type)
    {
        var accessors = new Dictionary<MethodDefinitionHandle, (string Name, string Accessor)>();
        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            var name = property.DecodeSignature(new TypeCollector(), null).ParameterTypes.IsEmpty ? _metadata.GetString(property.Name) : "this[]";
            accessors[property.GetAccessors().Getter] = (name, "get");
            accessors[property.GetAccessors().Setter] = (name, "set");
        }
        foreach (var @event in type.GetEvents().Select(_metadata.GetEventDefinition))
        {
            accessors[@event.GetAccessors().Adder] = (_metadata.GetString(@event.Name), "add");
            accessors[@event.GetAccessors().Remover] = (_metadata.GetString(@event.Name), "remove");
        }

        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem)
                yield return Read(handle, method, accessors.GetValueOrDefault(handle));
        }
        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem
                && !field.Attributes.HasFlag(FieldAttributes.SpecialName))
                yield return Read(handle, field);
        }
    }

    private ApiMember Read(MethodDefinitionHandle handle, MethodDefinition method, (string? Name, string Accessor) accessor)
    {
        var name = _metadata.GetString(method.Name);
        var types = new TypeCollector();
        var shown = method.DecodeSignature(types, null);
        return new ApiMember(
            handle,
            accessor.Name ?? ListNames.OfMethod(name),
            accessor.Name is null or "this[]" ? string.Join(", ", accessor.Accessor == "set" ? shown.ParameterTypes[..^1] : shown.ParameterTypes) : null,
            accessor.Name is null ? "" : accessor.Accessor,
            Key(() => SignatureText.Method(name, method.DecodeSignature(SignatureText.Instance, null))),
            types.Found)
        {
            IsAbstract = method.Attributes.HasFlag(MethodAttributes.Abstract),
            IsOverride = (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) == MethodAttributes.Virtual,
            IsInstance = !method.Attributes.HasFlag(MethodAttributes.Static),
        };
    }

    private ApiMember Read(FieldDefinitionHandle handle, FieldDefinition field)
    {
        var name = _metadata.GetString(field.Name);
        var types = new TypeCollector();
        field.DecodeSignature(types, null);
        return new ApiMember(handle, name, null, "", Key(() => SignatureText.Field(name, field.DecodeSignature(SignatureText.Instance, null))), types.Found);
    }

    private static string? Key(Func<string> of)
    {
        try
        {
            return of();
        }
        catch (RefusedMetadataException)
        {
            return null;
        }
    }
}
