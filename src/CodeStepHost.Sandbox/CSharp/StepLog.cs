using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>The log of one execution.</summary>
internal sealed class StepLog(Execution execution) : IScriptLog
{
    public void Trace(string text) => execution.Log(LogLevelByte.Trace, text ?? "");

    public void Debug(string text) => execution.Log(LogLevelByte.Debug, text ?? "");

    public void Info(string text) => execution.Log(LogLevelByte.Info, text ?? "");

    public void Warn(string text) => execution.Log(LogLevelByte.Warn, text ?? "");

    public void Error(string text) => execution.Log(LogLevelByte.Error, text ?? "");

    public void Fatal(string text) => execution.Log(LogLevelByte.Fatal, text ?? "");
}
