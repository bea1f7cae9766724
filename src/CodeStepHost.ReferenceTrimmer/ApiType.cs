using System.Reflection.Metadata;

namespace CodeStepHost.ReferenceTrimmer;

internal enum ApiTypeKind
{
    Class,
    Struct,
    Interface,
    Enum,
    Delegate,
}

/// <summary>A type of a reference assembly that code outside of it can use.</summary>
/// <param name="Name">As metadata has it: <c>System.Collections.Generic.List`1</c>, with a slash before a nested type.</param>
/// <param name="Base">The same of the class that it extends; null when it extends none.</param>
internal sealed record ApiType(TypeDefinitionHandle Handle, string Assembly, string Name, ApiTypeKind Kind, string? Base, bool IsSealed, IReadOnlyList<ApiMember> Members)
{
    /// <summary>As the list names it: <c>System.Collections.Generic.List&lt;T&gt;</c>, with the names of its type parameters.</summary>
    public required string ListName { get; init; }

    /// <summary>An enum, an interface and a delegate have their purpose only as a whole.</summary>
    public bool IsWhole => Kind is ApiTypeKind.Enum or ApiTypeKind.Interface or ApiTypeKind.Delegate;
}
