using System.Text.RegularExpressions;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Names of types and members as the author of a script writes them.</summary>
internal static partial class ApiNames
{
    /// <param name="name">As metadata has it: <c>System.Collections.Generic.List`1</c>.</param>
    public static string OfType(string name) => Arity().Replace(name, "").Replace('/', '.');

    /// <summary>With its parameters where scripts may use another member of that name.</summary>
    public static string OfMember(ScriptApi api, string assembly, string type, string name, string key)
    {
        var shown = OfType(type);
        if (name == ".ctor")
            return $"new {shown}{(api.HasType(assembly, type) ? Parameters(key) : "")}";
        if (name.StartsWith("set_", StringComparison.Ordinal) && api.HasOverload(assembly, type, $"get_{name[4..]}"))
            return $"setting {shown}.{name[4..]}";
        foreach (var accessor in (ReadOnlySpan<string>)["get_", "set_", "add_", "remove_"])
        {
            if (name.StartsWith(accessor, StringComparison.Ordinal))
                return $"{shown}.{name[accessor.Length..]}";
        }
        return $"{shown}.{name}{(api.HasOverload(assembly, type, name) ? Parameters(key) : "")}";
    }

    private static string Parameters(string key)
    {
        var start = key.IndexOf('(', StringComparison.Ordinal);
        return start < 0 ? "" : Namespace().Replace(OfType(key[start..(key.LastIndexOf(')') + 1)]), "").Replace(",", ", ", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"`\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arity();

    [GeneratedRegex(@"\w+\.", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
