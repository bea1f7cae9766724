using System.Text.Json.Nodes;

namespace CodeStepHost.Scripting;

/// <summary>A message of a flow: a JSON object with a body, headers and, where a step adds them, attachments and metadata.</summary>
/// <example><code>
/// await Emitter.Data(new Message(new { total = 12.5m }) { Id = $"order-{number}" });
/// </code></example>
public sealed class Message
{
    private const string What = "The message's body";

    /// <summary>Makes a message whose body is an empty object.</summary>
    public Message()
        : this(new JsonObject())
    {
    }

    /// <summary>Makes a message with this body.</summary>
    /// <param name="body">A <see cref="JsonNode"/>, or any object, which becomes JSON at once: names in camel case, enums by name, dates in ISO 8601.</param>
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

    /// <summary>The message's id; of a message to send: the id that it shall have, or null for a new one. The same id twice is one message.</summary>
    public string? Id { get; set; }

    /// <summary>The body, most often a <see cref="JsonObject"/>; null when the message has none.</summary>
    /// <example><code>
    /// var city = (string?)msg.Body["customer"]?["address"]?["city"] ?? "unknown";
    /// msg.Body["seen"] = true;
    /// </code></example>
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

    /// <summary>What the steps that the message came through emitted, by their names, each with <c>body</c> and <c>headers</c>; an empty object when the
    /// flow has no <c>passthrough</c>. The host gives it to the messages that leave a step: what a script changes here stays here.</summary>
    /// <example><code>
    /// var number = (string?)msg.Passthrough["orders"]?["body"]?["number"];
    /// </code></example>
    public JsonObject Passthrough => Content["passthrough"] as JsonObject ?? [];

    /// <summary>Any field of the message by its JSON name: <c>msg["query"]</c>, <c>msg["attachments"]</c>; null when there is none.</summary>
    /// <param name="field">The name, matched exactly.</param>
    public JsonNode? this[string field]
    {
        get => Content[field];
        set => Content[field] = ScriptJson.Detached(value);
    }

    internal JsonObject Content { get; }

    /// <summary>The body as a type of yours: a record, a class, a list, a dictionary.</summary>
    /// <remarks>Names match without regard to case. What the body lacks is the default of its type: null, 0, false; mark a property <c>required</c> to
    /// have it refused instead. Numbers are also read from texts such as <c>"12.50"</c>, enums from names and numbers.</remarks>
    /// <returns>Default of <typeparamref name="T"/> when the body is null.</returns>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the body does not fit the type; the message names the place.</exception>
    /// <example><code>
    /// record Line(string Sku, int Quantity, decimal Price);
    /// record Order(string Number, Line[] Lines, DateOnly? Due);
    ///
    /// object Run(Message msg)
    /// {
    ///     var order = msg.BodyAs&lt;Order&gt;();
    ///     return new { order.Number, total = order.Lines.Sum(line => line.Quantity * line.Price) };
    /// }
    /// </code></example>
    public T? BodyAs<T>() => ScriptJson.To<T>(Body, What);

    /// <summary>The value at a path of the body, which has to be there.</summary>
    /// <remarks>A missing value is an error that names the path and what there is instead. Ask for a nullable value type (<c>decimal?</c>), or use
    /// <see cref="Get{T}(string, T)"/>, when it may be missing.</remarks>
    /// <param name="path"><c>name</c>, <c>customer.address.city</c>, <c>lines[0].price</c>, <c>['a.b']</c>. Names are matched exactly.</param>
    /// <returns>The value; null only when <typeparamref name="T"/> is a nullable value type.</returns>
    /// <exception cref="ScriptException">Code <c>value.missing</c>: it is not there, or null. Code <c>value.unfit</c>: it does not fit the type.</exception>
    /// <exception cref="ArgumentException">The path is none.</exception>
    /// <example><code>
    /// var price = msg.Get&lt;decimal&gt;("lines[0].price");
    /// var due = msg.Get&lt;DateOnly?&gt;("due");
    /// </code></example>
    public T Get<T>(string path) => MemberPath.Get<T>(Body, path, What);

    /// <summary>The value at a path of the body, or another when it is missing or null.</summary>
    /// <param name="path">As for <see cref="Get{T}(string)"/>.</param>
    /// <param name="otherwise">What to give when there is none.</param>
    /// <exception cref="ScriptException">Code <c>value.unfit</c>: the value does not fit the type.</exception>
    /// <example><code>
    /// var currency = msg.Get("currency", "EUR");
    /// </code></example>
    public T Get<T>(string path, T otherwise) => JsonReading.Optional(Body, path, otherwise, What);

    private JsonObject Part(string name)
    {
        if (Content[name] is JsonObject part)
            return part;
        var made = new JsonObject();
        Content[name] = made;
        return made;
    }
}
