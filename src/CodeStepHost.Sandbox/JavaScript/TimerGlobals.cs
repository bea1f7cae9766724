using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary><c>setTimeout</c> and its kin.</summary>
internal static class TimerGlobals
{
    private const double LongestDelay = int.MaxValue;

    public static JsValue SetTimeout(StepRealm realm) => Setter(realm, "setTimeout", repeats: false, takesDelay: true);

    public static JsValue SetInterval(StepRealm realm) => Setter(realm, "setInterval", repeats: true, takesDelay: true);

    public static JsValue SetImmediate(StepRealm realm) => Setter(realm, "setImmediate", repeats: false, takesDelay: false);

    public static JsValue Clear(StepRealm realm, string name) => new ClrFunction(
        realm.Engine,
        name,
        (_, arguments) =>
        {
            if (arguments.Length > 0 && arguments[0].IsNumber())
                realm.Timers.Cancel((int)arguments[0].AsNumber());
            return JsValue.Undefined;
        },
        1);

    public static JsValue QueueMicrotask(StepRealm realm) => new ClrFunction(
        realm.Engine,
        "queueMicrotask",
        (_, arguments) =>
        {
            realm.Then(realm.Resolved, Callback(realm, arguments, "queueMicrotask"), JsValue.Undefined);
            return JsValue.Undefined;
        },
        1);

    private static ClrFunction Setter(StepRealm realm, string name, bool repeats, bool takesDelay) => new(
        realm.Engine,
        name,
        (_, arguments) =>
        {
            var callback = Callback(realm, arguments, name);
            var delay = takesDelay && arguments.Length > 1 ? TypeConverter.ToNumber(arguments[1]) : 0;
            if (double.IsNaN(delay) || delay < 0 || delay > LongestDelay)
                delay = 0;
            var passed = arguments.Skip(takesDelay ? 2 : 1).ToArray();
            return realm.Timers.Add(callback, passed, TimeSpan.FromMilliseconds(delay), repeats, realm.Execution.Elapsed);
        },
        1);

    private static Function Callback(StepRealm realm, JsValue[] arguments, string name) =>
        arguments.Length > 0 && arguments[0] is Function callback
            ? callback
            : throw realm.TypeError($"{name} needs a function as its first argument.");
}
