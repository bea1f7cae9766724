namespace CodeStepHost.Scripting;

/// <summary>
/// What a step passes on. Every call takes the value as it is at that moment; order is the order of the calls, awaited or not. What is emitted leaves
/// the step when the script ends well; when it throws, nothing does.
/// </summary>
public interface IEmitter
{
    /// <summary>The flow's declared variables, by name.</summary>
    IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Emits an event by its name. The other methods do the same, each for one event.</summary>
    /// <param name="name"><c>data</c>, <c>error</c>, <c>rebound</c>, <c>snapshot</c>, <c>updateSnapshot</c>, <c>updateKeys</c>, <c>httpReply</c>, <c>end</c> or <c>handled</c>.</param>
    /// <param name="value">What goes with it; for <c>data</c> a <see cref="Message"/>, or an object with <c>body</c> and <c>headers</c>.</param>
    /// <exception cref="ScriptException">The event is unknown, the value does not suit it or is too large, or <c>end</c> was emitted before.</exception>
    ValueTask Emit(string name, object? value = null);

    /// <summary>Sends a message to every following step.</summary>
    /// <param name="message">A message: <c>new Message(body)</c>, or the one at hand.</param>
    /// <exception cref="ScriptException">Code <c>limit.message</c>: it is larger, in bytes of JSON, than the host allows (10 MiB by default).</exception>
    /// <example><code>
    /// foreach (var line in msg.Get&lt;JsonArray&gt;("lines"))
    ///     await Emitter.Data(new Message(line));
    /// </code></example>
    ValueTask Data(Message message);

    /// <summary>Records an error for the step; the script goes on, the message ends as failed.</summary>
    /// <param name="error">An exception, a text, or an object with <c>name</c>, <c>message</c>, <c>code</c>, <c>statusCode</c>.</param>
    /// <exception cref="ScriptException"><c>end</c> was emitted before.</exception>
    ValueTask Error(object? error);

    /// <summary>Has the message, as it came in, delivered to this step again later: by default after one minute first, and longer each time, ten times.</summary>
    /// <param name="reason">An exception or a text for the list of parked messages.</param>
    /// <exception cref="ScriptException"><c>end</c> was emitted before.</exception>
    /// <example><code>
    /// if (answer.Status == 503)
    /// {
    ///     await Emitter.Rebound("the shop is busy");
    ///     return;
    /// }
    /// </code></example>
    ValueTask Rebound(object? reason = null);

    /// <summary>Replaces the step's snapshot.</summary>
    /// <param name="value">Any value with a JSON form.</param>
    /// <exception cref="ScriptException">Code <c>limit.snapshot</c>: it is larger, in bytes of JSON, than the host allows (64 KiB by default).</exception>
    ValueTask Snapshot(object? value);

    /// <summary>Sets the given fields of the step's snapshot and leaves the others.</summary>
    /// <param name="value">An object.</param>
    /// <exception cref="ScriptException">The value is no object. Code <c>limit.snapshot</c>: the merged snapshot is larger than the host allows.</exception>
    /// <example><code>
    /// await Emitter.UpdateSnapshot(new { lastSeen = Clock.Now });
    /// </code></example>
    ValueTask UpdateSnapshot(object value);

    /// <summary>Replaces the step's stored credential, whose members are laid over its <c>config</c> from the next message on.</summary>
    /// <param name="value">An object.</param>
    /// <exception cref="ScriptException">The value is no object.</exception>
    ValueTask UpdateKeys(object value);

    /// <summary>Answers the waiting HTTP caller at once, before the step's commit.</summary>
    /// <param name="statusCode">The HTTP status, 200 to 599.</param>
    /// <param name="body">A text, which is sent as it is, or a value, which is sent as JSON.</param>
    /// <param name="headers">Headers of the answer.</param>
    /// <exception cref="ScriptException">Nobody waits for an answer. Code <c>reply.value</c>: the answer cannot be sent, such as one with the status 99.</exception>
    ValueTask HttpReply(int statusCode, object? body = null, IReadOnlyDictionary<string, string>? headers = null);

    /// <summary>Marks the end of the emissions; what is emitted after it is an error. A script that ends need not call it.</summary>
    ValueTask End();

    /// <summary>In an Error-Handling step: closes the error that it handles.</summary>
    /// <exception cref="ScriptException"><c>end</c> was emitted before.</exception>
    ValueTask Handled();
}
