using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>
/// Reads a compiled script before it is loaded, and refuses whatever is not known to be harmless: an API that is not on the list, an instruction, a flag, a table, a
/// signature that the compiler does not write for scripts. It does not prove that the code keeps to its types; that is the compiler's part.
/// </summary>
internal static class AssemblyVerifier
{
    private static readonly IReadOnlySet<string> _noPackages = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Why the assembly may not be loaded; empty when it may. Any bytes are taken: what cannot be read is refused.</summary>
    /// <param name="packages">Names of the assemblies of packages that the script may use.</param>
    public static IReadOnlyList<Refusal> Verify(byte[] assembly, IReadOnlySet<string>? packages = null)
    {
        try
        {
            using var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            return image.HasMetadata ? Verify(image, image.GetMetadataReader(MetadataReaderOptions.None), packages ?? _noPackages) : [Refusal.Unreadable];
        }
        catch (RefusedMetadataException refused)
        {
            return [new Refusal(refused.Message, RefusalKind.Form)];
        }
        catch (Exception)
        {
            // The readers say in many ways that bytes are not what they should be; a length that is made up also by having no memory for it.
            return [Refusal.Unreadable];
        }
    }

    /// <summary>
    /// 1. The file is of the kind that the compiler writes. 2. Every row that refers to something outside is on the list, used or not. 3. What the script declares.
    /// 4. Its code. 5. Attributes, which the runtime acts on.
    /// </summary>
    private static List<Refusal> Verify(PEReader image, MetadataReader metadata, IReadOnlySet<string> packages)
    {
        // 1.
        var refusals = FormRules.Check(image, metadata).ToList();

        // 2.
        var references = new References(metadata, ScriptApi.Current, packages);
        var unused = references.CheckAll();

        // 3. and 4.
        refusals.AddRange(DeclarationRules.Check(metadata, references));
        var code = new CodeRules(image, metadata, references);
        foreach (var method in metadata.MethodDefinitions)
            refusals.AddRange(code.Check(method));

        // 5.
        refusals.AddRange(new AttributeRules(metadata, references).Check());

        // A reference that was met where it is used is told there alone, and a type with its member.
        var told = refusals.ConvertAll(refusal => refusal.What);
        refusals.AddRange(unused.Where(refusal => !told.Exists(what => what.Contains(refusal.What, StringComparison.Ordinal))));
        return refusals;
    }
}
