using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The globals of a step beyond the language's own. Each is made when a script first reads it, so that a plain script pays for none.</summary>
internal static class Globals
{
    private static readonly Dictionary<string, Func<StepRealm, JsValue>> _makers = new(StringComparer.Ordinal)
    {
        ["global"] = realm => new JsObject(realm.Engine),
        ["console"] = Loggers.CreateConsole,
        ["messages"] = CreateMessages,
        ["process"] = CreateProcess,
        ["require"] = realm => realm.Modules.CreateRequire(realm),
        ["_"] = realm => realm.Offer("lodash.js"),
        ["axios"] = realm => realm.Offer("axios.js"),
        ["wait"] = Member("timers.js", "wait"),
        ["setTimeout"] = Member("timers.js", "setTimeout"),
        ["setInterval"] = Member("timers.js", "setInterval"),
        ["setImmediate"] = Member("timers.js", "setImmediate"),
        ["clearTimeout"] = Member("timers.js", "clearTimeout"),
        ["clearInterval"] = Member("timers.js", "clearInterval"),
        ["clearImmediate"] = Member("timers.js", "clearImmediate"),
        ["queueMicrotask"] = CreateQueueMicrotask,
        ["structuredClone"] = realm => realm.Offer("structured-clone.js"),
        ["crypto"] = Member("crypto.js", "webcrypto"),
        ["performance"] = Member("performance.js", "performance"),
        ["TextEncoder"] = Member("text-encoding.js", "TextEncoder"),
        ["TextDecoder"] = Member("text-encoding.js", "TextDecoder"),
        ["atob"] = Member("text-encoding.js", "atob"),
        ["btoa"] = Member("text-encoding.js", "btoa"),
        ["URL"] = Member("whatwg-url.js", "URL"),
        ["URLSearchParams"] = Member("whatwg-url.js", "URLSearchParams"),
        ["Buffer"] = Member("buffer.js", "Buffer"),
        ["Event"] = Member("abort.js", "Event"),
        ["EventTarget"] = Member("abort.js", "EventTarget"),
        ["AbortController"] = Member("abort.js", "AbortController"),
        ["AbortSignal"] = Member("abort.js", "AbortSignal"),
        ["fetch"] = Member("fetch.js", "fetch"),
        ["Headers"] = Member("fetch.js", "Headers"),
        ["Response"] = Member("fetch.js", "Response"),
        ["request"] = realm => realm.Offer("request.js"),
    };

    public static void Install(StepRealm realm)
    {
        foreach (var (name, make) in _makers)
            realm.Engine.Advanced.AddLazyGlobal(name, (realm, make), static (_, state) => state.make(state.realm), Jint.Runtime.Descriptors.PropertyFlag.NonEnumerable);
        var math = (ObjectInstance)realm.Engine.Global.Get("Math");
        TextGlobals.Install(realm);
        math.Set("random", new ClrFunction(realm.Engine, "random", (_, _) => realm.Random.NextDouble()));
    }

    public static IEnumerable<string> Names => _makers.Keys;

    public static bool Knows(string name) => _makers.ContainsKey(name);

    private static Func<StepRealm, JsValue> Member(string file, string name) => realm => realm.Offer(file).Get(name);

    private static ClrFunction CreateQueueMicrotask(StepRealm realm) => new(
        realm.Engine,
        "queueMicrotask",
        (_, arguments) =>
        {
            var callback = arguments.Length > 0 && arguments[0] is Function given ? given : throw realm.TypeError("queueMicrotask needs a function as its first argument.");
            realm.Then(realm.Resolved, callback, JsValue.Undefined);
            return JsValue.Undefined;
        },
        1);

    private static JsObject CreateMessages(StepRealm realm)
    {
        var messages = new JsObject(realm.Engine);
        messages.Set("newMessageWithBody", new ClrFunction(realm.Engine, "newMessageWithBody", (_, arguments) => NewMessage(realm, arguments.Length > 0 ? arguments[0] : JsValue.Undefined), 1));
        messages.Set("newEmptyMessage", new ClrFunction(realm.Engine, "newEmptyMessage", (_, _) => NewMessage(realm, new JsObject(realm.Engine))));
        return messages;
    }

    private static JsObject NewMessage(StepRealm realm, JsValue body)
    {
        var message = new JsObject(realm.Engine);
        message.Set("body", body);
        message.Set("headers", new JsObject(realm.Engine));
        realm.MadeMessages.Add(message);
        return message;
    }

    private static JsValue CreateProcess(StepRealm realm)
    {
        var variables = realm.Emitter.FlowVariables();
        variables.PreventExtensions();
        return realm.Load("process.js").Call(JsValue.Undefined, [variables]);
    }
}
