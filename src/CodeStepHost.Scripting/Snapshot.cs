using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>The step's snapshot as it was when the message arrived: one JSON value that the step keeps from message to message. Changing this
/// object keeps nothing; emit the new value with <see cref="IEmitter.Snapshot"/> or <see cref="IEmitter.UpdateSnapshot"/>.</summary>
/// <remarks>A step whose script uses its snapshot runs one message at a time, in order.</remarks>
/// <example><code>
/// var since = snapshot.Get&lt;DateTimeOffset?&gt;("lastSeen") ?? DateTimeOffset.UnixEpoch;
/// await Emitter.UpdateSnapshot(new { lastSeen = Clock.Now });
/// </code></example>
public sealed class Snapshot
{
    private const string What = "The snapshot";

    internal Snapshot(JsonNode? value) => Value = value;

    /// <summary>The whole value; an empty object when the step has none yet.</summary>
    public JsonNode? Value { get; }

    /// <summary>A field of the value; null when there is none or the value is no object.</summary>
    /// <param name="name">The name, matched exactly.</param>
    public JsonNode? this[string name] => (Value as JsonObject)?[name];

    /// <summary>The value at a path, which has to be there.</summary>
    /// <param name="path">As for <see cref="Message.Get{T}(string)"/>.</param>
    /// <returns>The value; null only when <typeparamref name="T"/> is a nullable value type such as <c>int?</c>.</returns>
    /// <exception cref="ScriptException">Code <c>value.missing</c>: it is not there, or null, as all is at a step's first message. Code <c>value.unfit</c>: it does not fit the type.</exception>
    public T Get<T>(string path) => MemberPath.Get<T>(Value, path, What);

    /// <summary>The value at a path, or another when it is missing or null.</summary>
    /// <param name="path">As for <see cref="Message.Get{T}(string)"/>.</param>
    /// <param name="otherwise">What to give when there is none.</param>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the value does not fit the type.</exception>
    public T Get<T>(string path, T otherwise) => JsonReading.Optional(Value, path, otherwise, What);

    /// <summary>The whole value as a type of yours, by the rules of <see cref="Message.BodyAs{T}"/>.</summary>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the value does not fit the type.</exception>
    public T? As<T>() => ScriptJson.To<T>(Value, What);
}
