using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What a script's assembly refers to, row by row, and whether the list has it.</summary>
internal sealed class References(MetadataReader metadata, ScriptApi api, IReadOnlySet<string> packages)
{
    private const SignatureTypeCode SomeType = SignatureTypeCode.TypeHandle;

    private readonly Dictionary<int, Refusal?> _known = [];

    /// <summary>The refusals of all rows.</summary>
    public List<Refusal> CheckAll()
    {
        var refusals = new List<Refusal>();
        foreach (var handle in metadata.AssemblyReferences)
            Add(OfAssembly(handle));
        foreach (var handle in metadata.TypeReferences)
            Add(Of(handle));
        foreach (var handle in Rows(TableIndex.TypeSpec))
            Add(Of(handle));
        foreach (var handle in metadata.MemberReferences)
            Add(Of(handle));
        foreach (var handle in Rows(TableIndex.MethodSpec))
            Add(Of(handle));
        return refusals;

        void Add(Refusal? refusal)
        {
            if (refusal is not null && !refusals.Contains(refusal))
                refusals.Add(refusal);
        }
    }

    /// <summary>Why a script may not use what a token names; null when it may. What the script declares itself may be used.</summary>
    /// <exception cref="RefusedMetadataException">There is no such row.</exception>
    public Refusal? Of(EntityHandle handle)
    {
        var token = MetadataTokens.GetToken(handle);
        if (_known.TryGetValue(token, out var known))
            return known;
        if (MetadataTokens.GetRowNumber(handle) is var row && (row < 1 || !MetadataTokens.TryGetTableIndex(handle.Kind, out var table) || row > metadata.GetTableRowCount(table)))
            throw new RefusedMetadataException("a token without a row");
        return _known[token] = handle.Kind switch
        {
            HandleKind.TypeDefinition or HandleKind.MethodDefinition or HandleKind.FieldDefinition => null,
            HandleKind.TypeReference => OfType((TypeReferenceHandle)handle),
            HandleKind.TypeSpecification => OfType((TypeSpecificationHandle)handle),
            HandleKind.MemberReference => OfMember((MemberReferenceHandle)handle),
            HandleKind.MethodSpecification => OfMethod((MethodSpecificationHandle)handle),
            _ => throw new RefusedMetadataException("a token of an unknown kind"),
        };
    }

    /// <summary>The first refusal among the types of a signature; or that it has in it what no script may have.</summary>
    public Refusal? OfSignature(BlobHandle signature) => OfShape(signature) ?? OfTypesIn(metadata.GetBlobReader(signature));

    /// <summary>Whether an assembly's type may be named, as attributes name types: by their text.</summary>
    public bool MayName(string assembly, string type) => packages.Contains(assembly) || api.HasType(assembly, type);

    private Refusal? OfShape(BlobHandle signature)
    {
        try
        {
            SignatureShape.Check(metadata.GetBlobReader(signature));
            return null;
        }
        catch (RefusedMetadataException wrong)
        {
            return new Refusal(wrong.Message, RefusalKind.Construct);
        }
    }

    private IEnumerable<EntityHandle> Rows(TableIndex table)
    {
        for (var row = 1; row <= metadata.GetTableRowCount(table); row++)
            yield return MetadataTokens.EntityHandle(table, row);
    }

    private Refusal? OfAssembly(AssemblyReferenceHandle handle)
    {
        var assembly = metadata.GetAssemblyReference(handle);
        var name = metadata.GetString(assembly.Name);
        return (api.HasAssembly(name) || packages.Contains(name)) && assembly.Culture.IsNil && (int)assembly.Flags <= 1 ? null : new Refusal(name, RefusalKind.Api);
    }

    private Refusal? OfType(TypeReferenceHandle handle)
    {
        var (assembly, name) = Named(handle);
        return MayName(assembly, name) ? null : new Refusal(ApiNames.OfType(name), RefusalKind.Api);
    }

    private Refusal? OfType(TypeSpecificationHandle handle)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        try
        {
            SignatureShape.CheckType(signature);
        }
        catch (RefusedMetadataException wrong)
        {
            return new Refusal(wrong.Message, RefusalKind.Construct);
        }
        return OfTypesIn(signature, isType: true);
    }

    private Refusal? OfMember(MemberReferenceHandle handle)
    {
        var member = metadata.GetMemberReference(handle);
        if (OfShape(member.Signature) is { } misshapen)
            return misshapen;
        var name = metadata.GetString(member.Name);
        var key = member.GetKind() == MemberReferenceKind.Method
            ? SignatureText.Method(name, member.DecodeMethodSignature(SignatureText.Instance, null))
            : SignatureText.Field(name, member.DecodeFieldSignature(SignatureText.Instance, null));
        return OfMember(member.Parent, name, key) ?? OfTypesIn(metadata.GetBlobReader(member.Signature));
    }

    private Refusal? OfMember(EntityHandle parent, string name, string key)
    {
        if (parent.Kind == HandleKind.TypeReference)
            return OfMember((TypeReferenceHandle)parent, name, key);
        if (parent.Kind != HandleKind.TypeSpecification)
            return new Refusal("a member of the script by way of a reference", RefusalKind.Form);
        return Of(parent) ?? Definition((TypeSpecificationHandle)parent) switch
        {
            { IsNil: true } => name is "Get" or "Set" or "Address" or ".ctor" ? null : new Refusal($"{name} of an array", RefusalKind.Form),
            { Kind: HandleKind.TypeReference } type => OfMember((TypeReferenceHandle)type, name, key),
            _ => null,
        };
    }

    private Refusal? OfMember(TypeReferenceHandle type, string name, string key)
    {
        var (assembly, typeName) = Named(type);
        return packages.Contains(assembly) || api.HasMember(assembly, typeName, key) ? null : new Refusal(ApiNames.OfMember(api, assembly, typeName, name, key), RefusalKind.Api);
    }

    private Refusal? OfMethod(MethodSpecificationHandle handle)
    {
        var method = metadata.GetMethodSpecification(handle);
        if (method.Method.Kind is not (HandleKind.MethodDefinition or HandleKind.MemberReference))
            throw new RefusedMetadataException("a method of an unknown kind");
        return Of(method.Method) ?? OfSignature(method.Signature);
    }

    private (string Assembly, string Name) Named(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = SignatureText.Name(metadata, type);
        while (type.ResolutionScope is { IsNil: false, Kind: HandleKind.TypeReference } outer)
            type = metadata.GetTypeReference((TypeReferenceHandle)outer);
        return type.ResolutionScope is { IsNil: false, Kind: HandleKind.AssemblyReference } assembly
            ? (metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)assembly).Name), name)
            : throw new RefusedMetadataException("a type of no assembly");
    }

    // The type of which a specification is an instance; nil for an array.
    private EntityHandle Definition(TypeSpecificationHandle handle)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        switch (signature.ReadSignatureTypeCode())
        {
            case SignatureTypeCode.GenericTypeInstance when signature.ReadSignatureTypeCode() == SomeType:
                return signature.ReadTypeHandle();
            case SignatureTypeCode.Array or SignatureTypeCode.SZArray:
                return default;
            default:
                throw new RefusedMetadataException("a member of what is no type");
        }
    }

    // The shape was looked over before: only the handles in it are of interest.
    private Refusal? OfTypesIn(BlobReader signature, bool isType = false)
    {
        var types = new HandleCollector();
        if (isType)
            new SignatureDecoder<object?, object?>(types, metadata, null).DecodeType(ref signature);
        else
            types.Decode(metadata, ref signature);
        foreach (var type in types.Found)
        {
            if (Of(type) is { } refusal)
                return refusal;
        }
        return null;
    }
}
