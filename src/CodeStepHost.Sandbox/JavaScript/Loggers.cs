using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary><c>console</c> and <c>this.logger</c>: log lines formatted as Node formats them.</summary>
internal static class Loggers
{
    private static readonly (string Name, LogLevelByte Level)[] _logger =
    [
        ("trace", LogLevelByte.Trace), ("debug", LogLevelByte.Debug), ("info", LogLevelByte.Info),
        ("warn", LogLevelByte.Warn), ("error", LogLevelByte.Error), ("fatal", LogLevelByte.Fatal),
    ];

    private static readonly (string Name, LogLevelByte Level)[] _console =
    [
        ("log", LogLevelByte.Info), ("info", LogLevelByte.Info), ("dir", LogLevelByte.Info), ("debug", LogLevelByte.Debug),
        ("trace", LogLevelByte.Trace), ("warn", LogLevelByte.Warn), ("error", LogLevelByte.Error),
    ];

    public static JsObject CreateLogger(StepRealm realm) => Create(realm, _logger, emptyLines: false);

    public static JsValue CreateConsole(StepRealm realm) => ((Function)realm.Load("console.js")).Call(JsValue.Undefined, [Create(realm, _console, emptyLines: true)]);

    private static JsObject Create(StepRealm realm, (string Name, LogLevelByte Level)[] methods, bool emptyLines)
    {
        var logger = new JsObject(realm.Engine);
        foreach (var (name, level) in methods)
        {
            logger.Set(name, new ClrFunction(realm.Engine, name, (_, values) =>
            {
                if (values.Length > 0 || emptyLines)
                    realm.Execution.Log(level, Format(realm, values));
                return JsValue.Undefined;
            }));
        }
        return logger;
    }

    private static string Format(StepRealm realm, JsValue[] values)
    {
        var isPlain = values.Length > 0 && values.All(value => value is not ObjectInstance && !value.IsSymbol() && !value.IsBigInt())
            && (values.Length == 1 || !values[0].IsString() || !values[0].ToString().Contains('%', StringComparison.Ordinal));
        if (isPlain)
            return string.Join(' ', values.Select(value => value.ToString()));
        var format = (Function)realm.Load("format.js").Get("format");
        return format.Call(JsValue.Undefined, values).ToString();
    }
}
