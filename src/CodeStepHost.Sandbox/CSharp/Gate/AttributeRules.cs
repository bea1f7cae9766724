using System.Reflection.Metadata;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>
/// Attributes: their constructors are on the list, or the script's own; the assembly has those that the compiler gives every assembly; types that they name are on the list,
/// though they name them as text.
/// </summary>
internal sealed class AttributeRules(MetadataReader metadata, References references)
{
    private static readonly HashSet<string> _ofAssembly = new(StringComparer.Ordinal)
    {
        "System.Runtime.CompilerServices.CompilationRelaxationsAttribute", "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute", "System.Diagnostics.DebuggableAttribute",
        "System.Runtime.CompilerServices.RefSafetyRulesAttribute", "System.Runtime.CompilerServices.NullablePublicOnlyAttribute", "System.Runtime.CompilerServices.ExtensionAttribute",
    };

    // Version and no arguments: nothing in it to look at.
    private const int EmptyLength = 4;

    private readonly HashSet<string> _own = [.. metadata.TypeDefinitions.Select(handle => SignatureText.Name(metadata, metadata.GetTypeDefinition(handle)))];
    private readonly List<Refusal> _refusals = [];

    public List<Refusal> Check()
    {
        foreach (var handle in metadata.CustomAttributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind is not (HandleKind.MethodDefinition or HandleKind.MemberReference))
                throw new RefusedMetadataException("an attribute of an unknown kind");
            var method = attribute.Parent.Kind == HandleKind.MethodDefinition ? (MethodDefinitionHandle)attribute.Parent : default;
            if (references.Of(attribute.Constructor) is { } refusal)
                _refusals.Add(refusal with { Method = method });
            else if (attribute.Parent.Kind is HandleKind.AssemblyDefinition or HandleKind.ModuleDefinition && !_ofAssembly.Contains(TypeOf(attribute)))
                _refusals.Add(new Refusal($"an attribute {ApiNames.OfType(TypeOf(attribute))} of the assembly", RefusalKind.Construct));
            else if (metadata.GetBlobReader(attribute.Value).Length > EmptyLength)
                new AttributeValues(metadata, ConstructorOf(attribute), metadata.GetBlobReader(attribute.Value), CheckName).Read();
        }
        return _refusals;
    }

    private BlobReader ConstructorOf(CustomAttribute attribute) => metadata.GetBlobReader(attribute.Constructor.Kind == HandleKind.MethodDefinition
        ? metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).Signature
        : metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Signature);

    private string TypeOf(CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind == HandleKind.MethodDefinition)
            return SignatureText.Name(metadata, metadata.GetTypeDefinition(metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()));
        return metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { IsNil: false, Kind: HandleKind.TypeReference } type
            ? SignatureText.Name(metadata, metadata.GetTypeReference((TypeReferenceHandle)type))
            : "of a generic type";
    }

    private void CheckName(string name) => Check(TypeName.TryParse(name, out var type) ? type : throw new RefusedMetadataException("a type's name that cannot be read"));

    // The runtime looks for a name without an assembly in the script's own, then in .NET's.
    private void Check(TypeName type)
    {
        while (type.IsArray)
            type = type.GetElementType();
        if (type.IsPointer || type.IsByRef)
            throw new RefusedMetadataException("a pointer");
        if (type.IsConstructedGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
                Check(argument);
            type = type.GetGenericTypeDefinition();
        }
        var name = TypeName.Unescape(type.FullName).Replace('+', '/');
        if (!(type.AssemblyName is { } assembly ? references.MayName(assembly.Name, name) || (assembly.Name == FormRules.AssemblyName && _own.Contains(name)) : _own.Contains(name)))
            _refusals.Add(new Refusal(ApiNames.OfType(name), RefusalKind.Api));
    }
}
