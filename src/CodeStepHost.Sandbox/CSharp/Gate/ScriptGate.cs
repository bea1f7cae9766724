using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>
/// Holds C# scripts to what <c>script-api.txt</c> lists. A script is compiled against reference assemblies in which nothing else is public, and what it compiles to is verified before
/// it is loaded. Here is said, for a script that does not pass, what it is that scripts may not use.
/// </summary>
internal static class ScriptGate
{
    /// <summary>Constructs and names in the text of a script that compiles, which scripts may not use all the same.</summary>
    public static List<ScriptDiagnostic> InText(CSharpCompilation compilation, string entry) =>
    [
        .. compilation.SyntaxTrees.SelectMany(tree => ForbiddenConstructs.In(tree.GetRoot())).Select(found => GateFindings.At(found.What, isApi: false, found.Place, entry)),
        .. CompilersNames.In(compilation).Select(found => GateFindings.At(found.What, isApi: true, found.Place, entry)),
    ];

    /// <summary>What the verifier has against a compiled script.</summary>
    public static List<ScriptDiagnostic> InAssembly(byte[] assembly, byte[] symbols, IReadOnlySet<string> packages, CSharpCompilation compilation, string entry) =>
        AssemblyVerifier.Verify(assembly, packages) is { Count: > 0 } refusals ? [.. GateFindings.Of(refusals, symbols, compilation, entry)] : [];

    /// <summary>For a script that does not compile: what of .NET it names that scripts may not use, and how it compiles against all of .NET, which says what else is wrong.</summary>
    /// <param name="packages">References besides .NET and the host's.</param>
    public static (List<ScriptDiagnostic> Findings, CSharpCompilation All) InFull(CSharpCompilation offered, IEnumerable<MetadataReference> packages, string entry)
    {
        var all = offered.WithReferences([.. ScriptReferences.OfDotnet, .. packages]);
        return (Unavailable(), all);

        List<ScriptDiagnostic> Unavailable()
        {
            try
            {
                return
                [
                    .. new UnavailableNames(all, offered).Find()
                        .Select(found => GateFindings.At(found.What, found.What != "dynamic", found.Place, entry))
                        .DistinctBy(finding => (finding.Message, finding.File, finding.Line)),
                ];
            }
            catch (InsufficientExecutionStackException)
            {
                // Nested too deeply to be asked; the compiler has said so.
                return [];
            }
        }
    }
}
