using System.Reflection.Metadata;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>A method, accessor or field of a reference assembly that code outside of it can use.</summary>
/// <param name="Handle">The row whose flags make it visible.</param>
/// <param name="Name">As the list names it: <c>Append</c>, <c>new</c>, <c>this[]</c>, <c>operator +</c>; an accessor has its property's or event's name.</param>
/// <param name="Parameters">The types of its parameters as the list writes them: <c>string, int</c>; null for what has none by nature, as a field or a property.</param>
/// <param name="Accessor"><c>get</c>, <c>set</c>, <c>add</c>, <c>remove</c>, or empty.</param>
/// <param name="Key">What it is called in the index; null when its signature cannot be used from a script, as with pointers.</param>
/// <param name="Types">The types of its signature.</param>
internal sealed record ApiMember(EntityHandle Handle, string Name, string? Parameters, string Accessor, string? Key, IReadOnlyCollection<string> Types)
{
    public bool IsAbstract { get; init; }

    /// <summary>Overrides a member of a base class, which is what decides about it.</summary>
    public bool IsOverride { get; init; }

    public bool IsInstance { get; init; }
}
