using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>The step's configuration, as the flow's author wrote it. Changes to it stay within the message.
/// <code>var url = Cfg.GetString("url") ?? "https://example.com";</code></summary>
public sealed class Config
{
    internal Config(JsonObject values) => Values = values;

    /// <summary>All values.</summary>
    public JsonObject Values { get; }

    /// <summary>A value by its name; null when there is none.</summary>
    public JsonNode? this[string name] => Values[name];

    /// <summary>Whether a value of this name exists, be it null.</summary>
    public bool Has(string name) => Values.ContainsKey(name);

    /// <summary>A value as text; null when there is none. Numbers and booleans are written as in JSON.</summary>
    public string? GetString(string name) => Values[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => other.ToJsonString(ScriptJson.Options),
    };

    /// <summary>A value as a type of yours: <c>Cfg.Get&lt;int&gt;("limit")</c>; default of <typeparamref name="T"/> when there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">The value does not fit the type.</exception>
    public T? Get<T>(string name) => ScriptJson.To<T>(Values[name]);

    /// <summary>The whole configuration as a type of yours; names match without regard to case.</summary>
    /// <exception cref="System.Text.Json.JsonException">The configuration does not fit the type.</exception>
    public T? As<T>() => ScriptJson.To<T>(Values);
}
