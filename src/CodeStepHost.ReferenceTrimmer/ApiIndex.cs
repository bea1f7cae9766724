using System.Text;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>
/// The list written out for the verifier of compiled scripts: an assembly in a line that begins with <c>@</c>, then its types, each with its members in lines
/// that begin with a space, or a tilde when the compiler alone writes them.
/// </summary>
internal static class ApiIndex
{
    /// <param name="own">What the host offers to scripts: all that is public.</param>
    public static string Write(IEnumerable<ReferenceAssembly> assemblies, Selection selection, ReferenceAssembly own)
    {
        var text = new StringBuilder();
        foreach (var assembly in assemblies.Where(assembly => assembly.Types.Any(selection.Has)).OrderBy(assembly => assembly.Name, StringComparer.Ordinal))
        {
            Assembly(text, assembly.Name);
            foreach (var type in InOrder(assembly.Types).Where(selection.Has))
            {
                Type(text, type, selection.IsCompilerOnly(type));
                foreach (var member in type.Members.Where(member => selection.Has(type, member)))
                    Member(text, member, selection.IsCompilerOnly(type, member));
            }
        }
        Assembly(text, own.Name);
        foreach (var type in InOrder(own.Types))
        {
            Type(text, type, compilerOnly: false);
            foreach (var member in type.Members.Where(member => member.Key is not null))
                Member(text, member, compilerOnly: false);
        }
        return text.ToString();
    }

    private static IEnumerable<ApiType> InOrder(IEnumerable<ApiType> types) => types.OrderBy(type => type.Name, StringComparer.Ordinal);

    private static void Assembly(StringBuilder text, string name) => text.Append('@').Append(name).Append('\n');

    private static void Type(StringBuilder text, ApiType type, bool compilerOnly) => text.Append(compilerOnly ? "!" : "").Append(type.Name).Append('\n');

    private static void Member(StringBuilder text, ApiMember member, bool compilerOnly) => text.Append(compilerOnly ? '~' : ' ').Append(member.Key).Append('\n');
}
