using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The object that a script knows as <c>this</c>, <c>self</c> and <c>emitter</c>: one prototype for each engine, a new object for each message.</summary>
internal sealed class StepEmitter
{
    private readonly StepRealm _realm;
    private readonly MessageValues _values;
    private readonly JsObject _prototype;
    private readonly List<(string Event, JsValue Callback, bool Once)> _listeners = [];

    // Events of the script's own, known since it listened for them.
    private readonly HashSet<string> _ownEvents = new(StringComparer.Ordinal);

    public StepEmitter(StepRealm realm)
    {
        _realm = realm;
        _values = new MessageValues(realm);
        _prototype = new JsObject(realm.Engine);
        Add("emit", Emit, 2);
        Add("on", (self, arguments) => Listen(self, arguments, once: false), 2);
        Add("once", (self, arguments) => Listen(self, arguments, once: true), 2);
        Add("removeListener", (self, arguments) => StopListening(self, arguments), 2);
        Add("getFlowVariables", (_, _) => FlowVariables(), 0);
        _prototype.Set("logger", Loggers.CreateLogger(realm));
    }

    public JsObject Create() => new(_realm.Engine) { Prototype = _prototype };

    public void Reset()
    {
        _listeners.Clear();
        _ownEvents.Clear();
    }

    /// <summary>Sends a returned value: a message as it is, anything else as a message's body.</summary>
    /// <exception cref="JavaScriptException">The value is no message, has no JSON form or is too large.</exception>
    public void EmitReturned(JsValue value, bool isMessage)
    {
        if (_realm.Execution.EndEmitted)
            throw _realm.Error(EventNames.ReturnedAfterEnd);
        if (isMessage)
        {
            _values.EmitData(value);
            return;
        }
        var message = new JsObject(_realm.Engine);
        message.FastSetDataProperty("body", value);
        _values.EmitData(message);
    }

    public JsObject FlowVariables()
    {
        var variables = new JsObject(_realm.Engine);
        foreach (var (name, value) in _realm.Execution.Script.Variables)
            variables.Set(name, value);
        return variables;
    }

    private JsValue Emit(JsValue self, JsValue[] arguments)
    {
        try
        {
            if (self.IsUndefined() || self.IsNull())
                throw _realm.TypeError($"Cannot read properties of {self} (reading '$events')");
            var name = arguments.Length > 0 && arguments[0].IsString()
                ? arguments[0].ToString()
                : throw _realm.TypeError("emit needs the name of an event as its first argument.");
            if (!_ownEvents.Contains(name))
                EmitNow(name, arguments.Length > 1 ? arguments[1] : JsValue.Undefined);
            var heard = Notify(name, self, arguments);
            return heard || !_ownEvents.Contains(name) ? _realm.Resolved : _realm.PromiseOf(JsBoolean.False);
        }
        catch (JavaScriptException refused)
        {
            return _realm.RejectedPromise(refused.Error);
        }
    }

    private void EmitNow(string name, JsValue value)
    {
        var execution = _realm.Execution;
        if (name == EventNames.End)
        {
            execution.EndEmitted = true;
            return;
        }
        RefuseAfterEnd(name);
        switch (name)
        {
            case EventNames.Data:
                _values.EmitData(value);
                break;
            case EventNames.Error:
                var failure = Failures.Describe(value);
                execution.EmitFailure(EmitEvent.Error, failure.Line is null ? failure.At(_realm.Here()) : failure);
                break;
            case EventNames.Rebound:
                execution.EmitFailure(EmitEvent.Rebound, Failures.Describe(value));
                break;
            case EventNames.Snapshot:
                EmitSnapshot(value);
                break;
            case EventNames.UpdateSnapshot:
                EmitMergedSnapshot(value);
                break;
            case EventNames.UpdateKeys:
                execution.Emit(EmitEvent.UpdateKeys, ObjectJson(name, value));
                break;
            case EventNames.HttpReply:
                if (!execution.Request.CanReply)
                    throw _realm.Error(EventNames.NobodyWaits);
                var reply = ObjectJson(name, _values.WithHeaders(value, "headers"));
                if (!HttpReply.TryRead(reply, out _, out var problem))
                    throw _realm.Error(EventNames.Refused(name, problem), HttpReply.Code);
                execution.Emit(EmitEvent.HttpReply, reply);
                break;
            case EventNames.Handled:
                execution.Emit(EmitEvent.Handled, default);
                break;
            default:
                throw _realm.Error(EventNames.Unknown(name));
        }
    }

    private void RefuseAfterEnd(string name)
    {
        if (_realm.Execution.EndEmitted)
            throw _realm.Error(EventNames.AfterEnd(name));
    }

    private void EmitSnapshot(JsValue value)
    {
        var json = _values.ToJson(value, _realm.Execution.Script.Limits.MessageBytes)
            ?? throw _realm.TypeError($"The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received undefined");
        _values.CheckSnapshotSize(json);
        _realm.Execution.EmitSnapshot(json);
    }

    private void EmitMergedSnapshot(JsValue value)
    {
        var changes = IsPlain(value) ? JsObjectOrNull(_realm.Json.Parse(ObjectJson(EventNames.UpdateSnapshot, value))) : null;
        if (changes is null)
            throw _realm.TypeError("You should pass an object to the `updateSnapshot` event");
        if (changes.HasOwnProperty("$set"))
            throw _realm.Error("ERROR: $set is not supported any more in `updateSnapshot` event");
        var current = _realm.Execution.Snapshot;
        var merged = (current.IsEmpty ? null : JsObjectOrNull(_realm.Json.Parse(current.Span))) ?? new JsObject(_realm.Engine);
        foreach (var (key, property) in changes.GetOwnProperties())
            merged.Set(key, property.Value);
        foreach (var (key, property) in ((ObjectInstance)value).GetOwnProperties())
        {
            if (property.IsDataDescriptor() && property.Value.IsUndefined())
                merged.Delete(key);
        }
        EmitSnapshot(merged);
    }

    // A date, a map or an instance of a class is no set of fields.
    private bool IsPlain(JsValue value) =>
        value is ObjectInstance given && (given.Prototype is null || ReferenceEquals(given.Prototype, _realm.Engine.Intrinsics.Object.PrototypeObject));

    private byte[] ObjectJson(string name, JsValue value) =>
        JsObjectOrNull(value) is { } given && _values.ToJson(given, _realm.Execution.Script.Limits.MessageBytes) is { } json
            ? json
            : throw _realm.TypeError($"You should pass an object to the `{name}` event");

    private static ObjectInstance? JsObjectOrNull(JsValue value) =>
        value is ObjectInstance given && !given.IsArray() && !given.IsCallable() ? given : null;

    private JsValue Listen(JsValue self, JsValue[] arguments, bool once)
    {
        if (arguments.Length < 2 || arguments[1] is not Function callback)
            throw _realm.TypeError("A listener must be a function.");
        var name = arguments[0].ToString();
        if (!EventNames.Knows(name))
            _ownEvents.Add(name);
        _listeners.Add((name, callback, once));
        return self;
    }

    private JsValue StopListening(JsValue self, JsValue[] arguments)
    {
        if (arguments.Length >= 2)
            _listeners.RemoveAll(listener => listener.Event == arguments[0].ToString() && ReferenceEquals(listener.Callback, arguments[1]));
        return self;
    }

    private bool Notify(string name, JsValue self, JsValue[] arguments)
    {
        if (_listeners.Count == 0)
            return false;
        var heard = false;
        foreach (var listener in _listeners.Where(listener => listener.Event == name).ToArray())
        {
            if (listener.Once)
                _listeners.Remove(listener);
            ((Function)listener.Callback).Call(self, arguments[1..]);
            heard = true;
        }
        return heard;
    }

    private void Add(string name, Func<JsValue, JsValue[], JsValue> implementation, int length) =>
        _prototype.Set(name, new ClrFunction(_realm.Engine, name, implementation, length));
}
