namespace CodeStepHost.Scripting;

/// <summary>
/// What a step passes on. Every call takes the value as it is at that moment; order is the order of the calls, awaited or not. What is emitted leaves
/// the step when the script ends well; when it throws, nothing does.
/// </summary>
public interface IEmitter
{
    /// <summary>The flow's declared variables.</summary>
    IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Emits an event by its name: data, error, rebound, snapshot, updateSnapshot, updateKeys, httpReply, end, handled.</summary>
    /// <exception cref="ScriptException">The event is unknown, the value does not suit it or is too large, or <c>end</c> was emitted before.</exception>
    ValueTask Emit(string name, object? value = null);

    /// <summary>Sends a message to every following step.</summary>
    /// <exception cref="ScriptException">The message is larger than the host allows (10 MiB by default).</exception>
    ValueTask Data(Message message);

    /// <summary>Records an error for the step; the script goes on, the message ends as failed.</summary>
    /// <param name="error">An exception, a text, or an object with <c>name</c>, <c>message</c>, <c>code</c>, <c>statusCode</c>.</param>
    ValueTask Error(object? error);

    /// <summary>Has the message, as it came in, delivered to this step again later. <code>if (busy) { await Emitter.Rebound("the shop is busy"); return; }</code></summary>
    ValueTask Rebound(object? reason = null);

    /// <summary>Replaces the step's snapshot (at most 64 KiB of JSON by default).</summary>
    /// <exception cref="ScriptException">The value is larger than the host allows.</exception>
    ValueTask Snapshot(object? value);

    /// <summary>Sets the given fields of the step's snapshot and leaves the others.</summary>
    /// <exception cref="ScriptException">The value is no object, or the merged snapshot is larger than the host allows.</exception>
    ValueTask UpdateSnapshot(object value);

    /// <summary>Replaces fields of the step's stored credential.</summary>
    /// <exception cref="ScriptException">The value is no object.</exception>
    ValueTask UpdateKeys(object value);

    /// <summary>Answers the waiting HTTP caller.</summary>
    /// <exception cref="ScriptException">Nobody waits for an answer.</exception>
    ValueTask HttpReply(int statusCode, object? body = null, IReadOnlyDictionary<string, string>? headers = null);

    /// <summary>Marks the end of the emissions; what is emitted after it is an error.</summary>
    ValueTask End();

    /// <summary>In an error-handling script: closes the error that it handles.</summary>
    ValueTask Handled();
}
