using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>The file's own form: managed code alone, with the tables that the compiler writes for a script.</summary>
internal static class FormRules
{
    /// <summary>The name under which every script is compiled. Another could be one that somebody trusts with his internals.</summary>
    public const string AssemblyName = "Script";

    public static IEnumerable<Refusal> Check(PEReader image, MetadataReader metadata)
    {
        var headers = image.PEHeaders;
        if (headers.CorHeader is not { } managed)
            throw new RefusedMetadataException("code that is not managed");
        if (managed is not { Flags: CorFlags.ILOnly, EntryPointTokenOrRelativeVirtualAddress: 0 }
            || HasContent(managed.VtableFixupsDirectory) || HasContent(managed.ExportAddressTableJumpsDirectory) || HasContent(managed.ManagedNativeHeaderDirectory))
            yield return Form("code that is not managed");
        if (HasContent(managed.ResourcesDirectory))
            yield return Form("a resource");
        if (headers.PEHeader is not { } pe || HasContent(pe.ExportTableDirectory) || HasContent(pe.ThreadLocalStorageTableDirectory))
            yield return Form("code that is not managed");
        if (!metadata.IsAssembly || metadata.MetadataKind != MetadataKind.Ecma335)
            throw new RefusedMetadataException("a module that is no assembly");

        for (var index = 0; index < MetadataTokens.TableCount; index++)
        {
            if (!IsOfScripts((TableIndex)index) && metadata.GetTableRowCount((TableIndex)index) > 0)
                yield return Form(What((TableIndex)index));
        }

        var assembly = metadata.GetAssemblyDefinition();
        if (metadata.GetString(assembly.Name) != AssemblyName || assembly.Flags != default || !assembly.PublicKey.IsNil || !assembly.Culture.IsNil)
            yield return Form("an assembly with a name of its own");
    }

    private static bool IsOfScripts(TableIndex table) => table is
        TableIndex.Module or TableIndex.TypeRef or TableIndex.TypeDef or TableIndex.Field or TableIndex.MethodDef or TableIndex.Param or TableIndex.InterfaceImpl or TableIndex.MemberRef
        or TableIndex.Constant or TableIndex.CustomAttribute or TableIndex.ClassLayout or TableIndex.StandAloneSig or TableIndex.EventMap or TableIndex.Event or TableIndex.PropertyMap
        or TableIndex.Property or TableIndex.MethodSemantics or TableIndex.MethodImpl or TableIndex.TypeSpec or TableIndex.FieldRva or TableIndex.Assembly or TableIndex.AssemblyRef
        or TableIndex.NestedClass or TableIndex.GenericParam or TableIndex.MethodSpec or TableIndex.GenericParamConstraint;

    private static Refusal Form(string what) => new(what, RefusalKind.Form);

    private static bool HasContent(DirectoryEntry directory) => directory.Size != 0;

    private static string What(TableIndex table) => table switch
    {
        TableIndex.ImplMap or TableIndex.ModuleRef => "a method of a native library",
        TableIndex.DeclSecurity => "a security attribute",
        TableIndex.FieldLayout => "a field with an offset of its own",
        TableIndex.FieldMarshal => "a marshalled field",
        TableIndex.ManifestResource => "a resource",
        TableIndex.ExportedType => "a forwarded type",
        _ => $"a metadata table {table}",
    };
}
