using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>The step's snapshot as it was when the message arrived: one JSON value that the step keeps from message to message. Changing this
/// object keeps nothing; emit the new value with <see cref="IEmitter.Snapshot"/> or <see cref="IEmitter.UpdateSnapshot"/>.
/// <code>var since = Snapshot.Get&lt;DateTimeOffset?&gt;("lastSeen");</code></summary>
public sealed class Snapshot
{
    internal Snapshot(JsonNode? value) => Value = value;

    /// <summary>The whole value; an empty object when the step has none yet.</summary>
    public JsonNode? Value { get; }

    /// <summary>A field of the value; null when there is none or the value is no object.</summary>
    public JsonNode? this[string name] => (Value as JsonObject)?[name];

    /// <summary>A field as a type of yours; default of <typeparamref name="T"/> when there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">The field does not fit the type.</exception>
    public T? Get<T>(string name) => ScriptJson.To<T>(this[name]);

    /// <summary>The whole value as a type of yours; names match without regard to case.</summary>
    /// <exception cref="System.Text.Json.JsonException">The value does not fit the type.</exception>
    public T? As<T>() => ScriptJson.To<T>(Value);
}
