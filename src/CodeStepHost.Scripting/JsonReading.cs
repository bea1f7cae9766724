using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>Reads values out of JSON by their path, with errors that name what is missing.</summary>
/// <example><code>
/// foreach (var line in msg.Get&lt;JsonArray&gt;("lines"))
///     total += line.Get&lt;decimal&gt;("price") * line.Get("quantity", 1);
/// </code></example>
public static class JsonReading
{
    private const string What = "The value";

    /// <summary>The value at a path, which has to be there.</summary>
    /// <param name="node">Where the path begins.</param>
    /// <param name="path"><c>name</c>, <c>customer.address.city</c>, <c>lines[0].price</c>, <c>['a.b']</c>. Names are matched exactly.</param>
    /// <returns>The value; null only when <typeparamref name="T"/> is a nullable value type such as <c>decimal?</c>.</returns>
    /// <exception cref="ScriptException">Code <c>value.missing</c>: it is not there, or null. Code <c>value.unfit</c>: it does not fit the type.</exception>
    public static T Get<T>(this JsonNode? node, string path) => MemberPath.Get<T>(node, path, What);

    /// <summary>The value at a path, or another when it is missing or null.</summary>
    /// <param name="node">Where the path begins.</param>
    /// <param name="path">As for <see cref="Get{T}(JsonNode?, string)"/>.</param>
    /// <param name="otherwise">What to give when there is none.</param>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the value does not fit the type.</exception>
    public static T Get<T>(this JsonNode? node, string path, T otherwise) => Optional(node, path, otherwise, What);

    internal static T Optional<T>(JsonNode? root, string path, T otherwise, string what) =>
        MemberPath.Find(root, path) is { } found ? ScriptJson.To<T>(found, $"'{path}' of {char.ToLowerInvariant(what[0])}{what[1..]}")! : otherwise;
}
