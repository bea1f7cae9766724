using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>The step's <c>config</c>, as the flow's author wrote it. Changes to it stay within the message.</summary>
/// <example><code>
/// var url = cfg.Get&lt;string&gt;("url");
/// var limit = cfg.Get("limit", 100);
/// </code></example>
public sealed class Config
{
    private const string What = "The step's config";

    internal Config(JsonObject values) => Values = values;

    /// <summary>All values.</summary>
    public JsonObject Values { get; }

    /// <summary>A value by its name; null when there is none.</summary>
    /// <param name="name">The name, matched exactly.</param>
    public JsonNode? this[string name] => Values[name];

    /// <summary>Whether a value of this name exists, be it null.</summary>
    /// <param name="name">The name, matched exactly.</param>
    public bool Has(string name) => Values.ContainsKey(name);

    /// <summary>A value as text; null when there is none. Numbers, booleans, lists and objects are written as in JSON.</summary>
    /// <param name="name">The name, matched exactly.</param>
    public string? GetString(string name) => Values[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => other.ToJsonString(ScriptJson.Options),
    };

    /// <summary>The value at a path, which has to be there.</summary>
    /// <param name="path">As for <see cref="Message.Get{T}(string)"/>.</param>
    /// <returns>The value; null only when <typeparamref name="T"/> is a nullable value type such as <c>int?</c>.</returns>
    /// <exception cref="ScriptException">Code <c>value.missing</c>: it is not there, or null. Code <c>value.unfit</c>: it does not fit the type.</exception>
    public T Get<T>(string path) => MemberPath.Get<T>(Values, path, What);

    /// <summary>The value at a path, or another when it is missing or null.</summary>
    /// <param name="path">As for <see cref="Message.Get{T}(string)"/>.</param>
    /// <param name="otherwise">What to give when there is none.</param>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the value does not fit the type.</exception>
    public T Get<T>(string path, T otherwise) => JsonReading.Optional(Values, path, otherwise, What);

    /// <summary>The whole configuration as a type of yours, by the rules of <see cref="Message.BodyAs{T}"/>.</summary>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the configuration does not fit the type.</exception>
    /// <example><code>
    /// record Shop(Uri Url, int PageSize = 100);
    /// var shop = Cfg.As&lt;Shop&gt;();
    /// </code></example>
    public T? As<T>() => ScriptJson.To<T>(Values, What);
}
