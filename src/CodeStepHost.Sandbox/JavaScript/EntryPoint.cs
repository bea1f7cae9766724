using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using JsFunction = Jint.Native.Function.Function;
using Jint.Native.Object;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>The function that a script offers for messages, and what becomes of its result.</summary>
/// <param name="Name"><c>run</c> or <c>process</c>.</param>
/// <param name="ReturnsMessages">Whether a returned object is the message itself, not a message's body.</param>
/// <param name="IsBoth">Whether it is the script's <c>run</c> as well (<c>exports.process = run</c>): then a returned object without a body is a body.</param>
internal sealed record EntryPoint(string Name, JsFunction Function, bool ReturnsMessages, bool IsBoth = false)
{
    public const string Run = "run";
    public const string Process = "process";
    public const string TopLevel = "top-level";

    /// <summary>Finds the entry after the script's top level has run; null when the top level is all there is.</summary>
    /// <exception cref="JavaScriptException">The text promises an entry that turned out to be no function.</exception>
    public static EntryPoint? Find(StepRealm realm, JavaScriptProgram program, JsValue run, JsValue module)
    {
        var exported = module is ObjectInstance holder ? holder.Get("exports") : JsValue.Undefined;
        if (exported is JsFunction whole)
            return new EntryPoint(Process, whole, ReturnsMessages: true);
        if (exported is ObjectInstance exports)
        {
            if (exports.Get(Process) is JsFunction process)
                return new EntryPoint(Process, process, ReturnsMessages: true, IsBoth: ReferenceEquals(process, run));
            if (run is not JsFunction && exports.Get(Run) is JsFunction exportedRun)
                return new EntryPoint(Run, exportedRun, ReturnsMessages: false);
        }
        if (run is JsFunction function)
            return new EntryPoint(Run, function, ReturnsMessages: false);
        return program.Facts.EntryPoint == TopLevel ? null : throw realm.Error($"The script's {program.Facts.EntryPoint} is not a function, so there is nothing to call with the message.", FindingCodes.NoEntry);
    }

    /// <summary>Turns a generator into a promise of its result; every other returned value is left as it is.</summary>
    public JsValue Drain(StepRealm realm, JsValue emitter, JsValue returned)
    {
        if (Function.FunctionDeclaration is not { Generator: true } declaration)
            return returned;
        var drive = (JsFunction)realm.Load("generators.js").Get(declaration.Async ? "drain" : "drive");
        return drive.Call(emitter, [returned]);
    }
}
