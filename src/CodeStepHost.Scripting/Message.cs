using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>
/// A message of a flow: a JSON object with a body, headers and, where a step adds them, attachments and metadata.
/// <code>await Emitter.Data(new Message(new { total = 12.5m }));</code>
/// </summary>
public sealed class Message
{
    /// <summary>Makes a message with an empty body.</summary>
    public Message()
        : this(new JsonObject())
    {
    }

    /// <summary>Makes a message with this body: a <see cref="JsonNode"/>, or any object, which is turned into JSON with camel-case names.</summary>
    /// <exception cref="NotSupportedException">The body has no JSON form.</exception>
    public Message(object? body)
    {
        Content = new JsonObject { ["body"] = ScriptJson.ToNode(body), ["headers"] = new JsonObject() };
    }

    internal Message(JsonObject content, string? id)
    {
        Content = content;
        Id = id;
    }

    /// <summary>The message's id; of a message to send: the id that it shall have, or null for a new one.</summary>
    public string? Id { get; set; }

    /// <summary>The body, usually a <see cref="JsonObject"/>: <c>(string?)msg.Body?["name"]</c>.</summary>
    public JsonNode? Body
    {
        get => Content["body"];
        set => Content["body"] = ScriptJson.Detached(value);
    }

    /// <summary>The headers; made when there are none.</summary>
    public JsonObject Headers => Part("headers");

    /// <summary>The attachments by name, each with its <c>url</c>; made when there are none.</summary>
    public JsonObject Attachments => Part("attachments");

    /// <summary>What steps have noted about the message; made when there is none.</summary>
    public JsonObject Metadata => Part("metadata");

    /// <summary>Any field of the message by its JSON name: <c>msg["passthrough"]</c>.</summary>
    public JsonNode? this[string field]
    {
        get => Content[field];
        set => Content[field] = ScriptJson.Detached(value);
    }

    internal JsonObject Content { get; }

    /// <summary>The body as a type of yours; names match without regard to case. Default of <typeparamref name="T"/> when the body is null.
    /// <code>var order = msg.BodyAs&lt;Order&gt;(); record Order(string Number, decimal Total);</code></summary>
    /// <exception cref="System.Text.Json.JsonException">The body does not fit the type.</exception>
    public T? BodyAs<T>() => ScriptJson.To<T>(Body);

    private JsonObject Part(string name)
    {
        if (Content[name] is JsonObject part)
            return part;
        var made = new JsonObject();
        Content[name] = made;
        return made;
    }
}
