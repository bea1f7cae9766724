using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Turns what a script emits into JSON, by the rules of each event and within its size limit.</summary>
internal sealed class MessageValues(StepRealm realm)
{
    private static readonly byte[] _noHeaders = ",\"headers\":{}}"u8.ToArray();

    private readonly CappedBuffer _buffer = new();

    /// <summary>A <c>data</c> value: any object or list; <c>headers</c> is added where it is missing, to the script's own object too, and <c>id</c> becomes the message id.</summary>
    public void EmitData(JsValue value)
    {
        var message = (ObjectInstance)WithHeaders(value, "id");

        var id = MessageId(message);
        if (id is not null)
            message = WithoutId(message);

        // What is frozen could not be given any.
        var needsHeaders = !message.IsArray() && !IsTruthy(message.Get("headers"));
        if (needsHeaders && message.HasOwnProperty("headers"))
            message = Copy(message, without: "headers");

        var json = Serialize(message, realm.Execution.Script.Limits.MessageBytes);
        if (json.IsEmpty || json.Span[0] is not ((byte)'{' or (byte)'['))
            throw realm.TypeError("A message must be an object with a body; this one is another kind of value, or has no JSON form.");
        realm.Execution.Emit(EmitEvent.Data, needsHeaders ? WithHeaders(json) : json, id);
    }

    /// <summary>The value itself, an object, with <c>headers</c> where it can be given them.</summary>
    /// <param name="firstRead">The field that is named when the value can have none.</param>
    public JsValue WithHeaders(JsValue value, string firstRead)
    {
        if (value is not ObjectInstance given)
            throw realm.TypeError(RefusalOf(value, firstRead));
        if (!given.IsArray() && !given.IsCallable() && !IsTruthy(given.Get("headers")))
            given.Set("headers", new JsObject(realm.Engine));
        return given;
    }

    /// <summary>The JSON of any other value; null where <c>JSON.stringify</c> gives undefined.</summary>
    public byte[]? ToJson(JsValue value, int limit)
    {
        var json = Serialize(value, limit);
        return json.IsEmpty ? null : json.ToArray();
    }

    public void CheckSnapshotSize(byte[] json)
    {
        var limit = realm.Execution.Script.Limits.SnapshotBytes;
        if (json.Length > limit)
            throw realm.Error($"The snapshot has {json.Length} bytes; its limit is {limit}.", LimitCodes.Snapshot);
    }

    private ReadOnlyMemory<byte> Serialize(JsValue value, int limit)
    {
        // A toJSON or a getter may emit in its turn, so a buffer is only shared one after the other.
        var buffer = Interlocked.Exchange(ref _busy, 1) == 0 ? _buffer : new CappedBuffer();
        try
        {
            buffer.Begin(limit);
            if (!new JsonSerializer(realm.Engine).Serialize(value, buffer))
                return default;
        }
        catch (JavaScriptException thrown) when (CircularValues.IsComplaint(thrown))
        {
            throw realm.TypeError(CircularValues.Describe(value));
        }
        finally
        {
            if (ReferenceEquals(buffer, _buffer))
                _busy = 0;
        }
        if (buffer.IsOver)
            throw realm.Error($"Outgoing message size {buffer.Count} exceeds limit of {limit}.", LimitCodes.Message);
        return buffer.Written;
    }

    private int _busy;

    private static byte[] WithHeaders(ReadOnlyMemory<byte> json)
    {
        var isEmpty = json.Length == 2;
        var added = _noHeaders.AsSpan(isEmpty ? 1 : 0);
        var whole = new byte[json.Length - 1 + added.Length];
        json.Span[..^1].CopyTo(whole);
        added.CopyTo(whole.AsSpan(json.Length - 1));
        return whole;
    }

    private static string? MessageId(ObjectInstance message)
    {
        if (!message.GetOwnProperty("id").Enumerable)
            return null;
        var id = message.Get("id");
        return id.IsString() || id.IsNumber() ? NullIfEmpty(id.ToString()) : null;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private JsObject WithoutId(ObjectInstance message) => Copy(message, without: "id");

    private JsObject Copy(ObjectInstance message, string without)
    {
        var copy = new JsObject(realm.Engine);
        foreach (var key in message.GetOwnPropertyKeys(Types.String))
        {
            if (key.ToString() != without && message.GetOwnProperty(key).Enumerable)
                copy.Set(key, message.Get(key));
        }
        return copy;
    }

    private static bool IsTruthy(JsValue value) => TypeConverter.ToBoolean(value);

    private static string RefusalOf(JsValue value, string firstRead) => value switch
    {
        _ when value.IsUndefined() || value.IsNull() => $"Cannot read properties of {value} (reading '{firstRead}')",
        _ => $"Cannot create property 'headers' on {TypeName(value)} '{Short(value)}'",
    };

    private static string TypeName(JsValue value) =>
        value.IsString() ? "string" : value.IsNumber() ? "number" : value.IsBoolean() ? "boolean" : value.IsBigInt() ? "bigint" : "symbol";

    private static string Short(JsValue value)
    {
        var text = value.ToString();
        return text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");
    }
}
