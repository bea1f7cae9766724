using System.Reflection.Metadata;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>What of the reference assemblies is on the list, member by member.</summary>
internal sealed class Selection
{
    private readonly Dictionary<string, ApiType> _types;
    private readonly Dictionary<string, ApiType> _byListName;
    private readonly Dictionary<string, Dictionary<EntityHandle, bool>> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _compilerOnly = new(StringComparer.Ordinal);

    /// <param name="types">Of all reference assemblies.</param>
    /// <exception cref="ListException">The list names what is not there, or what cannot be used as it stands.</exception>
    public Selection(IEnumerable<ApiType> types, IReadOnlyList<AllowedType> list)
    {
        _types = types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        _byListName = _types.Values.ToDictionary(type => type.ListName, StringComparer.Ordinal);

        // 1. Which types, so that a name can stand for the overloads that need no other.
        foreach (var entry in list)
        {
            var type = Find(entry);
            if (!_members.TryAdd(type.Name, []) && !entry.CompilerOnly)
                throw new ListException(entry.Line, $"{entry.Name} is listed twice");
            _compilerOnly.TryAdd(type.Name, entry.CompilerOnly);
        }

        // 2. Their members; 3. what overrides a member of a base class that is on the list, and what cannot be left out.
        foreach (var entry in list)
            Select(Find(entry), entry);
        foreach (var entry in list)
            SelectOverrides(Find(entry));
        foreach (var entry in list)
            RefuseHalves(Find(entry), entry);
    }

    public bool Has(ApiType type) => _members.ContainsKey(type.Name);

    public bool Has(ApiType type, ApiMember member) => _members.TryGetValue(type.Name, out var members) && members.ContainsKey(member.Handle);

    /// <summary>Whether it is there for the compiler, not for scripts.</summary>
    public bool IsCompilerOnly(ApiType type) => _compilerOnly[type.Name];

    public bool IsCompilerOnly(ApiType type, ApiMember member) => _members[type.Name][member.Handle];

    private ApiType Find(AllowedType entry) =>
        _byListName.GetValueOrDefault(entry.Name) ?? throw new ListException(entry.Line, $"the reference assemblies have no type {entry.Name}");

    private void Select(ApiType type, AllowedType entry)
    {
        if (type.IsWhole)
        {
            if (entry.Members.Count > 0)
                throw new ListException(entry.Line, $"{entry.Name} is an interface, an enum or a delegate and is listed as a whole, without members");
            foreach (var member in type.Members.Where(IsUsable))
                _members[type.Name].TryAdd(member.Handle, entry.CompilerOnly);
            return;
        }

        foreach (var name in entry.Members)
        {
            var found = type.Members.Where(member => Names(name, member)).ToList();
            if (found.Count == 0)
                throw new ListException(entry.Line, $"{entry.Name} has no member {name}");
            if (name.EndsWith(')') && !found.TrueForAll(IsUsable))
                throw new ListException(entry.Line, $"{entry.Name}.{name} has a type that is not on the list, or a pointer");
            if (!found.Exists(IsUsable))
                throw new ListException(entry.Line, $"every {entry.Name}.{name} has a type that is not on the list, or a pointer");
            foreach (var member in found.Where(IsUsable))
                _members[type.Name].TryAdd(member.Handle, entry.CompilerOnly);
        }
    }

    private static bool Names(string name, ApiMember member) =>
        name == member.Name || name == $"{member.Name}({member.Parameters})" || name == $"{member.Name}{{{member.Accessor}}}";

    private bool IsUsable(ApiMember member) => member.Key is not null && member.Types.All(_members.ContainsKey);

    private void SelectOverrides(ApiType type)
    {
        foreach (var member in type.Members.Where(member => member.IsOverride && IsUsable(member) && BasesOf(type).Any(above => Overrides(above, member))))
            _members[type.Name].TryAdd(member.Handle, _compilerOnly[type.Name]);
    }

    private bool Overrides(ApiType above, ApiMember member) =>
        above.Members.Any(candidate => candidate.Name == member.Name && candidate.Parameters == member.Parameters && candidate.Accessor == member.Accessor && Has(above, candidate));

    private IEnumerable<ApiType> BasesOf(ApiType type)
    {
        while (type.Base is { } name && _types.TryGetValue(name.Split('<')[0], out var above))
            yield return type = above;
    }

    // A class that scripts may extend, or an interface that they may implement, must not ask for what they cannot write.
    private void RefuseHalves(ApiType type, AllowedType entry)
    {
        var isOpen = type.Kind == ApiTypeKind.Interface || (!type.IsSealed && type.Members.Any(member => member.Name == "new" && Has(type, member)));
        if (isOpen && type.Members.FirstOrDefault(member => member.IsAbstract && !Has(type, member)) is { } missing)
            throw new ListException(entry.Line, $"{entry.Name} can be {(type.Kind == ApiTypeKind.Interface ? "implemented" : "extended")}, but its abstract {missing.Name}({missing.Parameters}) is not on the list");
    }
}
