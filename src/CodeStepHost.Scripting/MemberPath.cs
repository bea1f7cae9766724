using System.Globalization;
using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>Finds a value by a path such as <c>lines[0].price</c> or <c>['odd name'].x</c>, and says in the script's words what is missing or does not fit.</summary>
internal static class MemberPath
{
    private const int LongestShown = 60;
    private const int MostNames = 12;

    /// <summary>The value at a path; null when a part of it is missing, or when it is null.</summary>
    public static JsonNode? Find(JsonNode? root, string path) => Walk(root, Parse(path)).Node;

    /// <summary>The value at a path, as a type.</summary>
    /// <param name="what">Whose path it is: <c>The message's body</c>.</param>
    /// <exception cref="ScriptException">It is missing, or null, and the type has no null; or it does not fit the type.</exception>
    public static T Get<T>(JsonNode? root, string path, string what)
    {
        var steps = Parse(path);
        var (node, found) = Walk(root, steps);
        if (node is not null)
            return ScriptJson.To<T>(node, $"'{path}' of {Lower(what)}")!;
        if (Nullable.GetUnderlyingType(typeof(T)) is not null)
            return default!;
        throw new ScriptException(found == steps.Count ? $"'{path}' of {Lower(what)} is null." : Missing(root, path, what, steps, found), ScriptCodes.Missing);
    }

    /// <summary>A value in a few words.</summary>
    public static string Shown(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => $"a list of {list.Count.ToString(CultureInfo.InvariantCulture)}",
        JsonObject { Count: 0 } => "an empty object",
        JsonObject members => $"an object with {Names(members)}",
        _ => Cut(value.ToJsonString(ScriptJson.Options)),
    };

    /// <summary>A path of the serializer, <c>$.lines[0].qty</c>, as a script writes it.</summary>
    public static string Readable(string path) => path.TrimStart('$').TrimStart('.');

    private static string Missing(JsonNode? root, string path, string what, List<object> steps, int found)
    {
        var (holder, _) = Walk(root, [.. steps.Take(found)]);
        var place = found == 0 ? what : $"'{Text([.. steps.Take(found)])}'";
        var shown = holder is null ? "null" : Shown(holder);
        var nearest = holder is JsonObject members && steps[found] is string wanted ? Nearest(members, wanted) : null;
        return $"{what} has no '{path}': {(found == 0 ? "it" : place)} is {shown}.{(nearest is null ? "" : $" Did you mean '{nearest}'?")}";
    }

    private static string? Nearest(JsonObject members, string wanted) =>
        members.Select(member => member.Key).FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
        ?? members.Select(member => member.Key).FirstOrDefault(name => OneApart(name, wanted));

    // One letter too many, too few, other, or two changed about.
    private static bool OneApart(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 1)
            return false;
        var start = 0;
        while (start < Math.Min(left.Length, right.Length) && left[start] == right[start])
            start++;
        var end = 0;
        while (end < Math.Min(left.Length, right.Length) - start && left[^(end + 1)] == right[^(end + 1)])
            end++;
        var (one, other) = (left[start..^end], right[start..^end]);
        return Math.Max(one.Length, other.Length) <= 1 || (one.Length == 2 && other.Length == 2 && one[0] == other[1] && one[1] == other[0]);
    }

    /// <summary>Follows the steps; how many of them could be taken.</summary>
    private static (JsonNode? Node, int Found) Walk(JsonNode? root, List<object> steps)
    {
        var node = root;
        for (var taken = 0; taken < steps.Count; taken++)
        {
            switch (steps[taken])
            {
                case string name when node is JsonObject members && members.TryGetPropertyValue(name, out var member):
                    node = member;
                    break;
                case int index when node is JsonArray list && index < list.Count:
                    node = list[index];
                    break;
                default:
                    return (null, taken);
            }
        }

        return (node, steps.Count);
    }

    // Names as text, places in a list as int.
    private static List<object> Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var steps = new List<object>();
        for (var at = 0; at < path.Length;)
        {
            if (path[at] == '[')
            {
                var quote = at + 1 < path.Length && path[at + 1] is '\'' or '"' ? path[at + 1] : '\0';
                var end = quote == '\0' ? path.IndexOf(']', at) : path.IndexOf($"{quote}]", at + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw Malformed(path);
                if (quote != '\0')
                    steps.Add(path[(at + 2)..end]);
                else if (int.TryParse(path.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    steps.Add(index);
                else
                    throw Malformed(path);
                at = end + (quote == '\0' ? 1 : 2);
            }
            else
            {
                if (path[at] == '.' && steps.Count > 0)
                    at++;
                var end = path.AsSpan(at).IndexOfAny('.', '[') is var length and >= 0 ? at + length : path.Length;
                if (end == at)
                    throw Malformed(path);
                steps.Add(path[at..end]);
                at = end;
            }
        }

        return steps;
    }

    private static ArgumentException Malformed(string path) => new($"\"{path}\" is no path. Write name.name, list[0], or ['a name'] for one with a dot or bracket in it.", nameof(path));

    private static string Text(List<object> steps) => string.Concat(steps.Select((step, place) => step switch
    {
        int index => string.Create(CultureInfo.InvariantCulture, $"[{index}]"),
        string name when name.AsSpan().IndexOfAny('.', '[') >= 0 => $"['{name}']",
        var name => place == 0 ? $"{name}" : $".{name}",
    }));

    private static string Names(JsonObject members)
    {
        var names = string.Join(", ", members.Take(MostNames).Select(member => Cut(member.Key)));
        return members.Count > MostNames ? $"{names}, …" : names;
    }

    private static string Cut(string text) => text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");

    private static string Lower(string what) => char.ToLowerInvariant(what[0]) + what[1..];
}
