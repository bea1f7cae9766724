using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>A compiled script and the engine that it keeps from message to message. A script that may change built-ins gets a new engine for each.</summary>
internal sealed class JavaScriptStep(JavaScriptProgram program) : IPreparedStep
{
    private StepRealm? _realm;
    private StepRun? _run;

    public PrepareRequest Request => program.Request;

    public EndedPayload Execute(Execution execution)
    {
        var run = _run ??= new StepRun(program, _realm = new StepRealm(new FlowModules(program.Request.Files, program.Request.Entry)));
        var ended = run.Execute(execution);
        if (program.Facts.MayTouchBuiltins || !run.IsReusable || _realm is { IsSpoilt: true })
            Dispose();
        return ended;
    }

    public void Dispose()
    {
        _realm?.Dispose();
        _realm = null;
        _run = null;
    }
}
