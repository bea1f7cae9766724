using Jint;
using Jint.Native;
using Jint.Native.Function;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What <c>timers.js</c> does with the timers of the execution at hand.</summary>
internal static class TimerAbilities
{
    public static void AddTo(StepRealm realm, Action<string, Func<JsValue[], JsValue>> add)
    {
        add("addTimer", arguments => realm.Timers.Add(
            (Function)arguments[0],
            [.. arguments[2].AsArray()],
            TimeSpan.FromMilliseconds(arguments[1].AsNumber()),
            arguments[3].AsBoolean(),
            realm.Execution.Elapsed));
        Add("cancelTimer", (number, _) => realm.Timers.Cancel(number));
        Add("refreshTimer", (number, _) => realm.Timers.Refresh(number, realm.Execution.Elapsed));
        Add("keepTimer", (number, arguments) => realm.Timers.Keep(number, arguments[1].AsBoolean()));
        add("isTimerKept", arguments => realm.Timers.IsKept(NumberOf(arguments)) ? JsBoolean.True : JsBoolean.False);

        void Add(string name, Action<int, JsValue[]> change) => add(name, arguments =>
        {
            change(NumberOf(arguments), arguments);
            return JsValue.Undefined;
        });
    }

    // A number that is no timer's is what scripts pass for timers that they never set.
    private static int NumberOf(JsValue[] arguments) =>
        arguments[0].AsNumber() is var number && number >= 1 && number <= int.MaxValue ? (int)number : 0;
}
