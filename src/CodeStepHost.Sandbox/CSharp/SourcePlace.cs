using Microsoft.CodeAnalysis;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>Places in script files as they are told: line and column from 1.</summary>
internal static class SourcePlace
{
    /// <param name="entry">The file of what has no place of its own.</param>
    public static (string File, int Line, int Column) Of(Location location, string entry)
    {
        var place = location.GetLineSpan();
        return (place.IsValid && place.Path.Length > 0 ? place.Path : entry, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1);
    }
}
