using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The globals of a step beyond the language's own. Each is made when a script first reads it, so that a plain script pays for none.</summary>
internal static class Globals
{
    private static readonly Dictionary<string, Func<StepRealm, JsValue>> _makers = new(StringComparer.Ordinal)
    {
        ["console"] = Loggers.CreateConsole,
        ["messages"] = CreateMessages,
        ["process"] = CreateProcess,
        ["require"] = realm => realm.Modules.CreateRequire(realm),
        ["wait"] = realm => realm.Load("wait.js"),
        ["setTimeout"] = TimerGlobals.SetTimeout,
        ["setInterval"] = TimerGlobals.SetInterval,
        ["setImmediate"] = TimerGlobals.SetImmediate,
        ["clearTimeout"] = realm => TimerGlobals.Clear(realm, "clearTimeout"),
        ["clearInterval"] = realm => TimerGlobals.Clear(realm, "clearInterval"),
        ["clearImmediate"] = realm => TimerGlobals.Clear(realm, "clearImmediate"),
        ["queueMicrotask"] = TimerGlobals.QueueMicrotask,
        ["structuredClone"] = realm => realm.Load("structured-clone.js"),
        ["crypto"] = realm => realm.Load("crypto.js").Get("webcrypto"),
        ["TextEncoder"] = realm => realm.Load("text-encoding.js").Get("TextEncoder"),
        ["TextDecoder"] = realm => realm.Load("text-encoding.js").Get("TextDecoder"),
        ["atob"] = realm => realm.Load("text-encoding.js").Get("atob"),
        ["btoa"] = realm => realm.Load("text-encoding.js").Get("btoa"),
        ["URL"] = realm => realm.Load("url.js").Get("URL"),
        ["URLSearchParams"] = realm => realm.Load("url.js").Get("URLSearchParams"),
        ["Buffer"] = realm => realm.Load("buffer.js").Get("Buffer"),
        ["fetch"] = realm => realm.Load("fetch.js").Get("fetch"),
        ["Headers"] = realm => realm.Load("fetch.js").Get("Headers"),
        ["Response"] = realm => realm.Load("fetch.js").Get("Response"),
        ["request"] = realm => realm.Load("request.js"),
    };

    public static void Install(StepRealm realm)
    {
        foreach (var (name, make) in _makers)
            realm.Engine.Advanced.AddLazyGlobal(name, (realm, make), static (_, state) => state.make(state.realm), Jint.Runtime.Descriptors.PropertyFlag.NonEnumerable);
        var math = (ObjectInstance)realm.Engine.Global.Get("Math");
        math.Set("random", new ClrFunction(realm.Engine, "random", (_, _) => realm.Random.NextDouble()));
    }

    public static IEnumerable<string> Names => _makers.Keys;

    public static bool Knows(string name) => _makers.ContainsKey(name);

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

    private static JsObject CreateProcess(StepRealm realm)
    {
        var process = new JsObject(realm.Engine);
        var variables = realm.Emitter.FlowVariables();
        variables.PreventExtensions();
        process.Set("env", variables);
        process.Set("nextTick", realm.Load("next-tick.js"));
        return process;
    }
}
