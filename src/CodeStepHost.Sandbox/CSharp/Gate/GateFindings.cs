using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>What the gate refuses, told to the author of the script: the name, the place, and what to use instead.</summary>
internal static class GateFindings
{
    /// <summary>An API or a construct that stands in the script's text.</summary>
    public static ScriptDiagnostic At(string what, bool isApi, Location place, string entry)
    {
        var (file, line, column) = SourcePlace.Of(place, entry);
        return Finding(what, isApi, (file, line, column));
    }

    /// <summary>What the verifier found in the compiled script.</summary>
    public static IEnumerable<ScriptDiagnostic> Of(IEnumerable<Refusal> refusals, byte[] symbols, CSharpCompilation compilation, string entry)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var lines = provider.GetMetadataReader();
        foreach (var refusal in refusals)
        {
            var place = PlaceOf(refusal, lines) ?? PlaceOfName(refusal.What, compilation, entry);
            yield return refusal.Kind == RefusalKind.Form
                ? new ScriptDiagnostic("error", FindingCodes.Construct, $"The script compiles to something that is not loaded: {refusal.What}.", place.File, place.Line, place.Column, null)
                : Finding(refusal.What, refusal.Kind == RefusalKind.Api, place);
        }
    }

    private static ScriptDiagnostic Finding(string what, bool isApi, (string File, int Line, int Column) place)
    {
        var isWords = what.StartsWith("a ", StringComparison.Ordinal) || what.StartsWith("an ", StringComparison.Ordinal) || what.StartsWith("setting ", StringComparison.Ordinal);
        var subject = isWords ? $"{char.ToUpperInvariant(what[0])}{what[1..]}" : what;
        return new ScriptDiagnostic(
            "error",
            isApi ? FindingCodes.Api : FindingCodes.Construct,
            $"{subject} is not available to scripts.",
            place.File,
            place.Line,
            place.Column,
            isApi ? ApiAdvice.For(what) : ApiAdvice.ForConstruct(what));
    }

    // The statement in which it is; that of the method's beginning, when it stands in no statement.
    private static (string File, int Line, int Column)? PlaceOf(Refusal refusal, MetadataReader lines)
    {
        if (refusal.Method.IsNil || MetadataTokens.GetRowNumber(refusal.Method) > lines.MethodDebugInformation.Count)
            return null;
        var points = lines.GetMethodDebugInformation(refusal.Method).GetSequencePoints().Where(point => !point.IsHidden).ToList();
        if (points.Count == 0)
            return null;
        var point = points.LastOrDefault(point => point.Offset <= refusal.Offset, points[0]);
        return (lines.GetString(lines.GetDocument(point.Document).Name), point.StartLine, point.StartColumn);
    }

    private static (string File, int Line, int Column) PlaceOfName(string what, CSharpCompilation compilation, string entry)
    {
        var name = what.Split('(')[0].Split('.', ' ')[^1];
        var token = compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantTokens()).FirstOrDefault(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name);
        return SourcePlace.Of(token.GetLocation() ?? Location.None, entry);
    }
}
