using CodeStepHost.Sandbox.Running;
using Jint;
using Jint.Constraints;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// One Jint engine with the globals of a step, used for one execution after another: <see cref="Begin"/>, run, <see cref="Reset"/>.
/// What the host's functions need of the execution at hand they find here.
/// </summary>
internal sealed class StepRealm : IDisposable
{
    private readonly OperationDeadlineConstraint _deadline = new();
    private readonly GlobalSnapshot _globals;
    private readonly Function _promiseThen;
    private readonly Function _promiseReject;
    private readonly JsValue _promise;
    private readonly Dictionary<JsValue, JsValue> _unhandled = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, JsValue> _loaded = new(StringComparer.Ordinal);
    private readonly SharedObjects _shared = new();
    private readonly Function _promiseResolve;
    private int _lastUniqueNumber;
    private JsObject? _host;
    private ClrFunction? _load;
    private Execution? _execution;
    private SeededRandom _random;

    public StepRealm(FlowModules modules)
    {
        Engine = new Engine(options => EngineOptions.Apply(options, _deadline, new HostClock(() => Execution.Now), Stacks));
        Stacks.Attach(Engine);
        Json = new JsonParser(Engine);
        Modules = modules;
        Emitter = new StepEmitter(this);
        _promise = Engine.Global.Get("Promise");
        _promiseThen = (Function)_promise.Get("prototype").Get("then");
        _promiseReject = (Function)_promise.Get("reject");
        _promiseResolve = (Function)_promise.Get("resolve");
        Resolved = PromiseOf(JsBoolean.True);
        Engine.Advanced.PromiseRejectionTracker += Track;
        Globals.Install(this);
        _globals = Engine.Advanced.CaptureGlobalSnapshot();
    }

    public Engine Engine { get; }

    public JsonParser Json { get; }

    public FlowModules Modules { get; }

    public StepEmitter Emitter { get; }

    public StackWriter Stacks { get; } = new();

    public Timers Timers { get; } = new();

    /// <summary>HTTP calls under way, by their number.</summary>
    public Dictionary<int, CallUnderWay> HttpCalls { get; } = [];

    /// <summary>Messages that the script made with <c>messages.*</c>: returned ones are sent as they are.</summary>
    public HashSet<JsValue> MadeMessages { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A promise that is resolved with <c>true</c>: what an emission that worked returns.</summary>
    public JsValue Resolved { get; }

    public Execution Execution => _execution ?? throw new InvalidOperationException("No execution is under way.");

    public ref SeededRandom Random => ref _random;

    /// <summary>A promise rejected without anybody handling it, as it stands now: its reason.</summary>
    public bool TryGetUnhandled(out JsValue reason)
    {
        foreach (var unhandled in _unhandled.Values)
        {
            reason = unhandled;
            return true;
        }
        reason = JsValue.Undefined;
        return false;
    }

    public void Begin(Execution execution)
    {
        _execution = execution;
        _random = new SeededRandom(execution.Request.Seed);
        _deadline.Begin(execution.TimeLeft, CancellationToken.None);
    }

    /// <summary>Whether a script changed what cannot be put back, so that the engine must not be used again.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Ends the execution and gives the globals and the libraries back the values they had before it.</summary>
    public void Reset()
    {
        IsSpoilt |= !_shared.Restore();
        _deadline.End();
        _execution = null;
        Timers.Clear();
        Thrown.Clear();
        HttpCalls.Clear();
        MadeMessages.Clear();
        _unhandled.Clear();
        Emitter.Reset();
        Modules.Forget();
        _lastUniqueNumber = 0;
        Engine.Advanced.ResetCallStack();
        Engine.Advanced.RestoreGlobalSnapshot(_globals);
    }

    public void RunMicrotasks() => Engine.Advanced.ProcessTasks();

    public JsValue RejectedPromise(JsValue reason) => _promiseReject.Call(_promise, [reason]);

    public void Then(JsValue promise, JsValue fulfilled, JsValue rejected) => _promiseThen.Call(promise, [fulfilled, rejected]);

    /// <summary>An Error to throw into the script, with its stack, and a code where it comes from a limit.</summary>
    public JavaScriptException Error(string message, string? code = null)
    {
        var error = Engine.Intrinsics.Error.Construct(message);
        if (code is not null)
            error.Set("code", code);
        return new JavaScriptException(error);
    }

    public JavaScriptException SyntaxError(string message) => New("SyntaxError", message);

    public JavaScriptException RangeError(string message) => New("RangeError", message);

    public JavaScriptException TypeError(string message) => new(Engine.Intrinsics.TypeError.Construct(message));

    /// <summary>The place in the author's files that the engine worked at last; null when there is none.</summary>
    public ScriptPlace? Here() => StackFrames.OwnLines(Engine.Advanced.StackTrace ?? "") is [var first, ..] ? StackFrames.Place(first) : null;

    /// <summary>The lines of the stack at this moment that lie in the author's files, as an error made now would have them.</summary>
    public string StackHere() => string.Join('\n', StackFrames.OwnLines(Engine.Intrinsics.Error.Construct("").Get("stack").ToString()));

    /// <summary>Where something that has no stack was thrown.</summary>
    public ThrownValues Thrown { get; } = new();
    /// <summary>As <see cref="Load"/>, for what authors get into their hands: what they change in it is put back after the message.</summary>
    public JsValue Offer(string file)
    {
        var offered = Load(file);
        _shared.Keep(offered);
        return offered;
    }

    /// <summary>1, 2, 3 … for each message.</summary>
    public int NextUniqueNumber() => ++_lastUniqueNumber;

    /// <summary>What one of the sandbox's own script files offers; run once in each engine. Such a file is a function of the host's abilities and of this function.</summary>
    public JsValue Load(string file)
    {
        if (_loaded.TryGetValue(file, out var offered))
            return offered;
        _host ??= HostAbilities.Create(this);
        _load ??= new ClrFunction(Engine, "load", (_, arguments) => Load(arguments[0].ToString()), 1);
        Stacks.Know(StackFrames.InternalPrefix + file, OwnScripts.Get(file).Program);
        offered = ((Function)Engine.Evaluate(OwnScripts.Get(file))).Call(JsValue.Undefined, [_host, _load]);
        _loaded.Add(file, offered);
        return offered;
    }

    /// <summary>A promise that follows a thenable.</summary>
    public JsValue PromiseOf(JsValue value) => _promiseResolve.Call(_promise, [value]);

    public void Dispose() => Engine.Dispose();

    private void NoteRejection(JsValue promise, JsValue reason)
    {
        _unhandled[promise] = reason;
        if (ThrownValues.NeedsPlace(reason))
            Thrown.Note(reason, Here());
    }

    private JavaScriptException New(string type, string message)
    {
        var constructor = Engine.Global.Get(type);
        return new JavaScriptException((ObjectInstance)((Constructor)constructor).Construct([message], constructor));
    }

    private void Track(object? sender, PromiseRejectionTrackerEventArgs rejection)
    {
        if (rejection.Operation == Jint.Native.Promise.PromiseRejectionOperation.Reject)
            NoteRejection(rejection.Promise, rejection.Value ?? JsValue.Undefined);
        else
            _unhandled.Remove(rejection.Promise);
    }
}
