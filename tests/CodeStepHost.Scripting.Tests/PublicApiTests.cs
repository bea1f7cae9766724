using System.Reflection;

namespace CodeStepHost.Scripting.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public Task What_a_CSharp_script_may_see()
    {
        var text = typeof(ScriptGlobals).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Describe);
        return Verify(string.Join("\n", text));
    }

    private static string Describe(Type type)
    {
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(IsVisible)
            .Select(member => $"    {member}")
            .Order(StringComparer.Ordinal);
        var kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsSealed ? "sealed class" : "class";
        return string.Concat($"{kind} {type.FullName}\n", string.Concat(members.Select(member => member + "\n")));
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } => false,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetMethod is { IsPublic: true },
        _ => member.MemberType is MemberTypes.Event or MemberTypes.NestedType,
    };
}
