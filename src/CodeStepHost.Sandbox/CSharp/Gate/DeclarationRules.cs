using System.Reflection;
using System.Reflection.Metadata;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What a script's assembly declares: types, fields and the kinds of methods.</summary>
internal static class DeclarationRules
{
    // Where the compiler puts the bytes of arrays with initial values, each with a type of its size.
    private const string CompilersOwn = "<PrivateImplementationDetails>";

    public static IEnumerable<Refusal> Check(MetadataReader metadata, References references)
    {
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (CheckType(metadata, handle, type) is { } refusal)
                yield return refusal;
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                if (references.OfSignature(field.Signature) is { } inSignature)
                    yield return inSignature;
                if ((field.Attributes & (FieldAttributes.HasFieldMarshal | FieldAttributes.PinvokeImpl)) != default
                    || (field.Attributes.HasFlag(FieldAttributes.HasFieldRVA) && !IsCompilersOwn(metadata, type)))
                    yield return new Refusal("a field with a place of its own", RefusalKind.Form);
            }
            foreach (var property in type.GetProperties().Select(metadata.GetPropertyDefinition))
            {
                if (references.OfSignature(property.Signature) is { } inSignature)
                    yield return inSignature;
            }
        }
    }

    private static Refusal? CheckType(MetadataReader metadata, TypeDefinitionHandle handle, TypeDefinition type)
    {
        var name = SignatureText.Name(metadata, type);
        var isModule = name == "<Module>";
        if (isModule && (type.GetMethods().Count > 0 || type.GetFields().Count > 0))
            return Construct("a module initializer");

        // The runtime knows attributes and helpers by their names, whoever declares them.
        if (!type.Namespace.IsNil || metadata.GetString(type.Name).Contains('.', StringComparison.Ordinal))
            return Construct($"a type in the namespace {metadata.GetString(type.Namespace)}");
        if ((type.Attributes & (TypeAttributes.Import | TypeAttributes.HasSecurity | TypeAttributes.WindowsRuntime)) != default)
            return Construct($"the type {name}, which is no type of C# alone");
        if (type.BaseType.IsNil && !isModule && !type.Attributes.HasFlag(TypeAttributes.Interface))
            return Construct($"the type {name}, which extends nothing");

        var layout = type.Attributes & TypeAttributes.LayoutMask;
        var size = type.GetLayout();
        if (layout == TypeAttributes.AutoLayout && size.IsDefault)
            return null;
        if (layout == TypeAttributes.SequentialLayout)
            return size.PackingSize == 0 && size.Size <= 1 ? null : Layout(name);

        // Of such a type there is no value but the bytes themselves.
        return layout == TypeAttributes.ExplicitLayout && type.GetFields().Count == 0 && type.GetMethods().Count == 0 && IsCompilersOwn(metadata, type) && !type.GetDeclaringType().IsNil ? null : Layout(name);
    }

    private static bool IsCompilersOwn(MetadataReader metadata, TypeDefinition type)
    {
        var outer = type.GetDeclaringType();
        var outermost = outer.IsNil ? type : metadata.GetTypeDefinition(outer);
        return outermost.GetDeclaringType().IsNil && metadata.GetString(outermost.Name).StartsWith(CompilersOwn, StringComparison.Ordinal);
    }

    private static Refusal Layout(string name) => Construct($"a layout of its own for {ApiNames.OfType(name)}");

    private static Refusal Construct(string what) => new(what, RefusalKind.Construct);
}
