using System.Text.RegularExpressions;

namespace CodeStepHost.ReferenceTrimmer;

/// <summary>
/// The list of what scripts may use, as it is written. A namespace stands at the start of a line, its types are indented by two columns: with their members
/// after a colon, or several without one, separated by semicolons. A longer indent continues the line above. What begins with <c>#</c> is a comment.
/// After the line <c>compiler only</c> comes what the compiler uses for its own ends, which a script does not name.
/// </summary>
internal static partial class AllowList
{
    private const string CompilerOnly = "compiler only";

    /// <exception cref="ListException">A line is none of the above.</exception>
    public static IReadOnlyList<AllowedType> Read(string file)
    {
        var types = new List<AllowedType>();
        string? @namespace = null;
        var compilerOnly = false;
        foreach (var (line, text) in Joined(File.ReadAllLines(file)))
        {
            if (text == CompilerOnly)
                (compilerOnly, @namespace) = (true, null);
            else if (text[0] != ' ')
                @namespace = text;
            else if (@namespace is null)
                throw new ListException(line, "a type before the first namespace");
            else
                types.AddRange(TypesOf(text.Trim(), @namespace, line, compilerOnly));
        }
        return types;
    }

    private static IEnumerable<AllowedType> TypesOf(string text, string @namespace, int line, bool compilerOnly)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => new AllowedType($"{@namespace}.{name}", [], line, compilerOnly))
            : [new AllowedType($"{@namespace}.{text[..colon]}", [.. Comma().Split(text[(colon + 1)..].Trim())], line, compilerOnly)];
    }

    // A long entry goes on in lines that are indented further.
    private static IEnumerable<(int Line, string Text)> Joined(string[] lines)
    {
        (int Line, string Text)? open = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].TrimEnd();
            if (text.Length == 0 || text.TrimStart()[0] == '#')
                continue;
            if (open is { } entry && text.StartsWith("    ", StringComparison.Ordinal))
            {
                open = (entry.Line, $"{entry.Text} {text.Trim()}");
                continue;
            }
            if (open is { } whole)
                yield return whole;
            open = (i + 1, text);
        }
        if (open is { } last)
            yield return last;
    }

    // Not one between the parameters of a member.
    [GeneratedRegex(@",\s*(?![^(]*\))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comma();
}

/// <summary>An entry of the list.</summary>
/// <param name="Name">The type with its namespace: <c>System.Collections.Generic.List&lt;T&gt;</c>.</param>
/// <param name="Members"><c>Append</c>: all overloads whose types are on the list; <c>Append(string)</c>: this one; <c>CurrentCulture{get}</c>: this accessor.</param>
internal sealed record AllowedType(string Name, IReadOnlyList<string> Members, int Line, bool CompilerOnly);

/// <summary>The list says what cannot be.</summary>
internal sealed class ListException(int line, string problem) : Exception($"({line}): error API0001: {problem}");
