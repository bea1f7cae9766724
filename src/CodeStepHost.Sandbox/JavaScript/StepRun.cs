using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Runs a script on messages, in one realm. 1: a scope of its own for the message, with the script's top level run in it. 2: the entry point is called.
/// 3: promises, timers and HTTP answers are worked off until the entry has settled and nothing is outstanding. 4: what the entry returned is sent.
/// </summary>
internal sealed class StepRun
{
    private readonly StepRealm _realm;
    private readonly JavaScriptProgram _program;
    private readonly Function _scope;
    private readonly JsString _file;
    private readonly JsString _folder;
    private readonly JsValue _fulfilled;
    private readonly JsValue _rejected;
    private bool _settled;
    private bool _waitsForIntervals;
    private JsValue _result = JsValue.Undefined;
    private JsValue? _rejection;
    private ScriptPlace? _rejectedAt;

    public StepRun(JavaScriptProgram program, StepRealm realm)
    {
        _program = program;
        _realm = realm;
        realm.Stacks.Know(program.Request.Entry, program.Wrapped.Program);
        _scope = (Function)realm.Engine.Evaluate(program.Wrapped);
        _file = new JsString(program.Request.Entry);
        _folder = new JsString(FlowModules.FolderOf(program.Request.Entry));
        _fulfilled = new ClrFunction(realm.Engine, "", (_, arguments) => Settle(arguments, rejected: false), 1);
        _rejected = new ClrFunction(realm.Engine, "", (_, arguments) => Settle(arguments, rejected: true), 1);
    }

    /// <summary>False after an execution that may have left the engine in a state unfit for the next.</summary>
    public bool IsReusable { get; private set; } = true;

    public EndedPayload Execute(Execution execution)
    {
        _settled = false;
        _waitsForIntervals = false;
        _rejection = null;
        _result = JsValue.Undefined;
        _realm.Begin(execution);
        try
        {
            var ended = Guard.Run(_realm, execution, () => Drive(execution), out var isReusable);
            IsReusable &= isReusable;
            return ended;
        }
        finally
        {
            _realm.Reset();
        }
    }

    // 1 to 4. A null means that all went well.
    private ScriptFailure? Drive(Execution execution)
    {
        var emitter = _realm.Emitter.Create();
        var message = IncomingMessage.Parse(_realm, execution, _program.MentionsId);
        var config = _realm.Json.Parse(_program.Config);
        var snapshot = execution.Snapshot.IsEmpty ? new JsObject(_realm.Engine) : _realm.Json.Parse(execution.Snapshot.Span);
        var exports = _program.MentionsExports ? new JsObject(_realm.Engine) : JsValue.Undefined;
        var module = _program.MentionsExports ? NewModule(exports) : JsValue.Undefined;

        _realm.Modules.BeginEntry(module);
        var script = (Function)_scope.Call(JsValue.Undefined, [message, config, snapshot, emitter, emitter, exports, module, _file, _folder]);
        var run = script.Call(emitter, []);
        var entry = EntryPoint.Find(_realm, _program, run, module);
        if (entry is null)
        {
            _settled = true;
            _waitsForIntervals = true;
        }
        else
        {
            var returned = entry.Function.Call(emitter, [message, config, snapshot]);
            Follow(entry.Drain(_realm, emitter, returned));
        }

        if (WorkOff(execution) is { } failure)
            return failure;
        if (entry is not null)
            SendReturned(entry, execution);
        _realm.RunMicrotasks();
        return Unhandled();
    }

    private void Follow(JsValue returned)
    {
        if (returned.IsPromise())
        {
            _realm.Then(returned, _fulfilled, _rejected);
        }
        else if (returned is ObjectInstance thenable && thenable.Get("then") is Function)
        {
            _realm.Then(_realm.PromiseOf(thenable), _fulfilled, _rejected);
        }
        else
        {
            _result = returned;
            _settled = true;
            _waitsForIntervals = true;
        }
    }

    private ScriptFailure? WorkOff(Execution execution)
    {
        while (true)
        {
            _realm.RunMicrotasks();
            if (_rejection is not null)
                return Failures.Describe(_rejection).At(PlaceOf(_rejection) ?? _rejectedAt);
            if (Unhandled() is { } unhandled)
                return unhandled;
            if (_settled && !HasOutstandingTimers() && _realm.HttpCalls.Count == 0)
                return null;
            if (!_settled && !_realm.Timers.Any && _realm.HttpCalls.Count == 0)
                return NeverSettles();
            WaitForNext(execution);
        }
    }

    // What ran last is what waits for ever, or has left the last thing undone that could have ended the waiting.
    private ScriptFailure NeverSettles() =>
        new ScriptFailure("Error", "The promise that the script returned never settles: nothing is left that could settle it.", Code: "script.never-settles").At(_realm.Stacks.LastAwait() ?? _realm.Here());

    // Whoever returned a promise has said when it is done; an interval left running then is forgotten.
    private bool HasOutstandingTimers() => _waitsForIntervals ? _realm.Timers.Any : _realm.Timers.HasTimeouts;

    private void WaitForNext(Execution execution)
    {
        if (_realm.Timers.TakeDue(execution.Elapsed) is { } due)
        {
            due.Callback.Call(JsValue.Undefined, due.Arguments);
            return;
        }
        var left = execution.TimeLeft;
        if (left <= TimeSpan.Zero)
            throw new TimeoutException();
        var toTimer = _realm.Timers.Wait(execution.Elapsed);
        if (execution.Request.ClockStands)
        {
            // Answers come first, whatever time they really take; else nobody waits for a timer.
            if (toTimer is { } skipped && _realm.HttpCalls.Count == 0)
            {
                execution.Skip(skipped < left ? skipped : left);
                return;
            }

            toTimer = null;
        }

        var patience = toTimer is { } wait && wait < left ? wait : left;
        if (execution.WaitForAnswer(patience) is { } answer)
            HttpGlobals.Settle(_realm, answer);
    }

    private ScriptFailure? Unhandled() => _realm.TryGetUnhandled(out var reason) ? Failures.Describe(reason).At(PlaceOf(reason)) : null;

    private ScriptPlace? PlaceOf(JsValue thrown) => ThrownValues.NeedsPlace(thrown) ? _realm.Thrown.Find(thrown) ?? _program.ThrowSites.Of(thrown) : null;

    private void SendReturned(EntryPoint entry, Execution execution)
    {
        if (_result.IsUndefined() || _result.IsNull())
            return;
        if (!TypeConverter.ToBoolean(_result))
        {
            execution.Log(LogLevelByte.Warn, $"{entry.Name} returned {(_result.IsString() ? "''" : _result.ToString())}, which sends nothing; return an object to send a message.");
            return;
        }
        var isMessage = (entry.ReturnsMessages && !(entry.IsBoth && !(_result is ObjectInstance made && made.HasProperty("body")))) || (_realm.MadeMessages.Contains(_result) && !_program.Request.ElasticIoCompatible);
        _realm.Emitter.EmitReturned(_result, isMessage);
    }

    private JsObject NewModule(JsValue exports)
    {
        var module = new JsObject(_realm.Engine);
        module.FastSetDataProperty("exports", exports);
        return module;
    }

    private JsValue Settle(JsValue[] arguments, bool rejected)
    {
        _settled = true;
        var value = arguments.Length > 0 ? arguments[0] : JsValue.Undefined;
        if (rejected)
        {
            _rejection = value;
            _rejectedAt = ThrownValues.NeedsPlace(value) ? _realm.Here() : null;
        }
        else
        {
            _result = value;
        }
        return JsValue.Undefined;
    }
}
