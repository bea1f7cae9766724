using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeStepHost.Sandbox.CSharp.Advice;

/// <summary>What to write instead, where the compiler's finding is about a slip that people make in scripts.</summary>
internal static class SlipAdvice
{
    /// <summary>The advice, and better words than the compiler's own where it names a method that nobody thought of; nulls when there are none.</summary>
    public static (string? Advice, string? Words) For(Diagnostic finding, CSharpCompilation compilation)
    {
        if (Spot.Of(finding, compilation) is not { } spot)
            return default;
        var advice = finding.Id switch
        {
            "CS0103" or "CS0246" or "CS0234" or "CS1069" or "CS0616" => MissingNames.For(spot, compilation),
            "CS1061" or "CS1929" or "CS7036" or "CS0411" => TaskAdvice.ForMember(spot) ?? JsonNodeAdvice.ForMember(spot, compilation) ?? OfferedAdvice.ForMember(spot),
            "CS0019" or "CS0029" or "CS0266" or "CS0030" or "CS1503" or "CS1579" => TaskAdvice.ForValue(spot) ?? JsonNodeAdvice.ForValue(spot) ?? OfferedAdvice.ForValue(spot),
            _ => null,
        };
        return (advice, advice is null ? null : spot.AboutMember);
    }
}
